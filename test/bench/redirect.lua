-- Random codes with the headers of a browser that comes from a network. CODES names the file with one code a line.
local codes = {}
for line in io.lines(os.getenv("CODES")) do
  codes[#codes + 1] = "/l/" .. line
end
local headers = {
  ["User-Agent"] = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
  ["Accept"] = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
  ["Accept-Language"] = "fr-FR,fr;q=0.9,en;q=0.8",
  ["Referer"] = "https://www.linkedin.com/"
}
local n = #codes
local random = math.random
math.randomseed(os.time())
request = function()
  return wrk.format("GET", codes[random(n)], headers)
end
done = function(summary, latency, requests)
  io.write(string.format("RESULT %d %d %d %d %d\n", summary.requests, summary.duration,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end

// pds_sign_in.mjs: what a browser does on a PDS's authorization page: signs in, consents, and is sent back. Answers the address it is sent to.
//
// The page is an application of its own, which talks to the PDS under /@atproto/oauth-provider/~api; the PDS wants the headers that browsers
// send (sec-fetch-*), its CSRF cookie said twice, and the page as Referer.
import http from 'node:http';

const navigate = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'user-agent': 'Mozilla/5.0 test', accept: 'text/html' };

function ask(method, url, headers, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers: body === undefined ? headers : { ...headers, 'content-length': Buffer.byteLength(body) } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk) => { text += chunk; });
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** `account`: {handle, password} of pds.account(). `decision` 'reject' says no. */
export async function signInAt(authorizeUrl, account, decision = 'consent') {
  const origin = new URL(authorizeUrl).origin;
  const jar = new Map();
  const keep = (answer) => {
    for (const line of answer.headers['set-cookie'] ?? []) jar.set(...line.split(';')[0].split(/=(.*)/s).slice(0, 2));
    return answer;
  };
  const cookie = () => [...jar].map((pair) => pair.join('=')).join('; ');
  const page = keep(await ask('GET', authorizeUrl, { ...navigate, 'sec-fetch-site': 'none' }));
  if (page.status !== 200) throw new Error(`authorization page: ${page.status} ${page.text.slice(0, 500)}`);
  const call = async (name, body, bearer) => {
    const answer = keep(await ask('POST', `${origin}/@atproto/oauth-provider/~api/${name}`, {
      'content-type': 'application/json', cookie: cookie(), 'x-csrf-token': jar.get('csrf-token'), origin, referer: authorizeUrl,
      'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'same-origin', 'sec-fetch-dest': 'empty', 'user-agent': navigate['user-agent'],
      ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
    }, JSON.stringify(body)));
    if (answer.status !== 200) throw new Error(`${name}: ${answer.status} ${answer.text}`);
    return JSON.parse(answer.text);
  };
  const session = await call('sign-in', { locale: 'en', username: account.handle, password: account.password, remember: true });
  const { url } = await call(decision, decision === 'consent' ? { did: session.account.did } : {}, session.ephemeralToken);
  const back = await ask('GET', url, { ...navigate, 'sec-fetch-site': 'same-origin', referer: authorizeUrl, cookie: cookie() });
  if (!back.headers.location) throw new Error(`no way back: ${back.status} ${back.text.slice(0, 500)}`);
  return back.headers.location;
}

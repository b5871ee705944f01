// smtp.mjs: a mail server on loopback that keeps what it is given. Speaks just enough of RFC 5321 for one sender.
import { createServer } from 'node:net';
import { freePort } from './helper.mjs';

/** RFC 2047 words and RFC 2045 transfer encodings, as far as our own mails use them. */
const words = (text) => text.replace(/\?=\s+=\?/g, '?==?').replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind, data) =>
  (kind.toLowerCase() === 'b' ? Buffer.from(data, 'base64').toString('utf8') : quoted(data.replace(/_/g, ' '))));
const quoted = (text) => Buffer.from(text.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString('utf8');

function parse(raw) {
  const split = (text) => {
    const at = text.indexOf('\r\n\r\n');
    const headers = {};
    for (const line of text.slice(0, at).replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
      const colon = line.indexOf(':');
      headers[line.slice(0, colon).toLowerCase()] = words(line.slice(colon + 1).trim());
    }
    return { headers, body: text.slice(at + 4) };
  };
  const decode = ({ headers, body }) => {
    const how = (headers['content-transfer-encoding'] ?? '').toLowerCase();
    if (how === 'base64') return Buffer.from(body, 'base64').toString('utf8');
    return how === 'quoted-printable' ? quoted(body) : Buffer.from(body, 'latin1').toString('utf8');
  };
  // Every leaf, whatever the depth.
  const leaves = (part) => {
    const boundary = part.headers['content-type']?.match(/boundary="?([^";]+)/)?.[1];
    return boundary ? part.body.split(`--${boundary}`).slice(1, -1).flatMap((p) => leaves(split(p.replace(/^\r\n/, '')))) : [part];
  };
  const mail = split(raw);
  const parts = leaves(mail);
  const part = (type) => parts.find((p) => (p.headers['content-type'] ?? 'text/plain').startsWith(type));
  const picture = part('image/');
  return { headers: mail.headers, text: part('text/plain') && decode(part('text/plain')), html: part('text/html') && decode(part('text/html')),
    picture: picture && { id: picture.headers['content-id'], bytes: Buffer.from(picture.body, 'base64') } };
}

/** {url, mails: [{from, to, headers, text, html, picture: {id, bytes}}], next(): the next mail, close()} */
export async function smtpServer() {
  const mails = [];
  const waiting = [];
  const server = createServer((socket) => {
    socket.setEncoding('latin1');
    let text = '';
    let data = null;
    let mail = {};
    const say = (line) => socket.write(`${line}\r\n`);
    const command = (line) => {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'EHLO' || verb === 'HELO') say('250-mail.test\r\n250-8BITMIME\r\n250 SMTPUTF8');
      else if (verb === 'MAIL') { mail = { from: line.match(/<([^>]*)>/)?.[1], to: [] }; say('250 ok'); }
      else if (verb === 'RCPT') { mail.to.push(line.match(/<([^>]*)>/)?.[1]); say('250 ok'); }
      else if (verb === 'DATA') { data = ''; say('354 go on'); }
      else if (verb === 'QUIT') { say('221 bye'); socket.end(); }
      else say('250 ok');
    };
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      text += chunk;
      for (let end; (end = text.indexOf('\r\n')) >= 0;) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        if (data === null) command(line);
        else if (line !== '.') data += `${line.replace(/^\./, '')}\r\n`;
        else {
          const whole = { ...mail, ...parse(data) };
          data = null;
          mails.push(whole);
          waiting.shift()?.(whole);
          say('250 kept');
        }
      }
    });
    say('220 mail.test');
  });
  const port = await freePort();
  await new Promise((resolve) => { server.listen(port, '127.0.0.1', resolve); });
  let read = 0;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    next() {
      read += 1;
      if (mails.length >= read) return Promise.resolve(mails[read - 1]);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error('no mail came')), 10000);
        waiting.push((mail) => { clearTimeout(timer); resolve(mail); });
      });
    },
    close: () => new Promise((resolve) => { server.close(resolve); }),
  };
}

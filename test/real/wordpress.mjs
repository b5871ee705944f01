// wordpress.mjs: a real WordPress from Debian on PHP's own server and a MariaDB of its own, all on loopback and in a temporary folder.
// Entries are written, changed and deleted over XML-RPC, as desktop editors do.
import { spawn, spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../api/helper.mjs';
import { front } from './front.mjs';

const secret = 'wp-pw-1';
const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

function must(command, args, options) {
  const done = spawnSync(command, args, { encoding: 'utf8', ...options });
  if (done.status !== 0) throw new Error(`${command}: ${done.error ?? ''}${done.stdout}${done.stderr}`);
  return done.stdout;
}

async function listens(port, child) {
  for (let i = 0; i < 400; i += 1) {
    if (child.exitCode !== null) break;
    const up = await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true); }).on('error', () => resolve(false));
    });
    if (up) return;
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  throw new Error(`nothing listens on ${port}: ${child.said}`);
}

function start(command, args, env = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  child.said = '';
  for (const out of [child.stdout, child.stderr]) out.on('data', (chunk) => { child.said = (child.said + chunk).slice(-4000); });
  return child;
}

async function database(dir) {
  const data = join(dir, 'db'), socket = join(dir, 'db/s.sock');
  const port = await freePort();
  const root = process.getuid() === 0;
  mkdirSync(data);
  if (root) chownSync(data, Number(must('id', ['-u', 'mysql'])), Number(must('id', ['-g', 'mysql'])));
  const user = root ? ['--user=mysql'] : [];
  must('mariadb-install-db', ['--no-defaults', ...user, `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db']);
  const child = start('mariadbd', ['--no-defaults', ...user, `--datadir=${data}`, `--socket=${socket}`, `--port=${port}`, '--bind-address=127.0.0.1',
    `--pid-file=${join(data, 'p.pid')}`, '--innodb-buffer-pool-size=32M', '--skip-log-bin', '--performance-schema=OFF', '--innodb-flush-log-at-trx-commit=0']);
  await listens(port, child);
  must('mariadb', ['--no-defaults', '-S', socket, '-u', 'root', '-e',
    "CREATE DATABASE wp; CREATE USER wp@'127.0.0.1' IDENTIFIED BY 'wp'; GRANT ALL ON wp.* TO wp@'127.0.0.1'"]);
  return { child, port };
}

function config(www, port) {
  const names = ['AUTH_KEY', 'SECURE_AUTH_KEY', 'LOGGED_IN_KEY', 'NONCE_KEY', 'AUTH_SALT', 'SECURE_AUTH_SALT', 'LOGGED_IN_SALT', 'NONCE_SALT'];
  rmSync(join(www, 'wp-config.php'), { force: true });
  writeFileSync(join(www, 'wp-config.php'), ['<?php',
    `define('DB_NAME', 'wp'); define('DB_USER', 'wp'); define('DB_PASSWORD', 'wp'); define('DB_HOST', '127.0.0.1:${port}');`,
    "define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', ''); $table_prefix = 'wp_';",
    ...names.map((name) => `define('${name}', hash('sha256', 'test ${name}'));`),
    "define('WP_HTTP_BLOCK_EXTERNAL', true); define('DISABLE_WP_CRON', true); define('AUTOMATIC_UPDATER_DISABLED', true);",
    "define('WP_ENVIRONMENT_TYPE', 'local'); if (!defined('ABSPATH')) define('ABSPATH', __DIR__.'/'); require_once ABSPATH.'wp-settings.php';", ''].join('\n'));
}

/** {url, front, add({title, html}) -> id, edit(id, {title, html}), remove(id), close()} */
export async function wordpress({ title = 'Acme & Söhne' } = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'pv-wp-'));
  must('chmod', ['755', dir]);
  const www = join(dir, 'www');
  const children = [];
  let gate;
  const close = async () => {
    await gate?.close();
    for (const child of children) {
      const gone = new Promise((resolve) => { child.once('exit', resolve); });
      if (child.exitCode === null && child.kill()) await gone;
    }
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    must('cp', ['-rL', '/usr/share/wordpress', www]);
    must('chmod', ['-R', 'u+rwX', www]);
    const db = await database(dir);
    children.push(db.child);
    config(www, db.port);
    const port = await freePort();
    const php = start('php', ['-d', 'zlib.output_compression=1', '-S', `127.0.0.1:${port}`, '-t', www]);
    children.unshift(php);
    await listens(port, php);
    gate = await front(port);
    const form = new URLSearchParams({ weblog_title: title, user_name: 'admin', admin_password: secret, admin_password2: secret, pw_weak: '1',
      admin_email: 'a@example.test', blog_public: '1', Submit: 'Install', language: '' });
    const installed = await fetch(`${gate.url}/wp-admin/install.php?step=2`, { method: 'POST', body: form });
    const page = await installed.text();
    if (installed.status !== 200 || !/Success/.test(page)) throw new Error(`WordPress did not install: ${installed.status} ${page.slice(0, 2000)}`);
  } catch (error) {
    await close();
    throw error;
  }

  async function call(method, params) {
    const values = params.map((p) => `<param><value>${p}</value></param>`).join('');
    const body = `<?xml version="1.0" encoding="utf-8"?><methodCall><methodName>${method}</methodName><params><param><value><int>1</int></value></param>`
      + `<param><value><string>admin</string></value></param><param><value><string>${secret}</string></value></param>${values}</params></methodCall>`;
    const answer = await fetch(`${gate.url}/xmlrpc.php`, { method: 'POST', headers: { 'content-type': 'text/xml; charset=utf-8' }, body });
    const text = await answer.text();
    if (answer.status !== 200 || /<fault>/.test(text)) throw new Error(`${method}: ${answer.status} ${text}`);
    return text;
  }
  const struct = ({ title: head, html }) => `<struct>${Object.entries({ post_title: head, post_content: html, post_status: 'publish' })
    .filter(([, v]) => v !== undefined).map(([k, v]) => `<member><name>${k}</name><value><string>${escape(v)}</string></value></member>`).join('')}</struct>`;

  return {
    url: gate.url,
    front: gate,
    add: async (entry) => (await call('wp.newPost', [struct(entry)])).match(/<string>(\d+)</)[1],
    edit: (id, entry) => call('wp.editPost', [`<int>${id}</int>`, struct(entry)]),
    remove: (id) => call('wp.deletePost', [`<int>${id}</int>`]),
    close,
  };
}

// charter.test.mjs: reading the charter and taking part.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { pointers, start } from './helper.mjs';

describe('charter', () => {
  let server;
  let admin;
  let member;
  before(async () => {
    server = await start();
    admin = await server.signIn();
    member = await server.member(admin);
  });
  after(() => server.stop());

  test('is there in both languages, with the name of the company', async () => {
    const french = await member.want(200, 'GET', '/api/v1/charter');
    assert.deepEqual([french.version, french.language], [1, 'fr']);
    assert.match(french.text, /^# Charte des réseaux sociaux de Rivelle\n/);
    assert.ok(!french.text.includes('{company}'));
    const english = await member.want(200, 'GET', '/api/v1/charter?language=en');
    assert.match(english.text, /^# Social media charter of Rivelle\n/);
    for (const { text } of [french, english]) {
      const words = text.split(/\s+/).length;
      assert.ok(words >= 350 && words <= 550, `${words} words`);
      assert.ok(!/[ ][;?!»]|« /.test(text), 'an ordinary space where French sets a narrow one');
    }
    const answer = await member.get('/api/v1/charter');
    assert.equal((await member.get('/api/v1/charter', { headers: { 'If-None-Match': answer.headers.etag } })).status, 304);
    assert.deepEqual(pointers((await member.get('/api/v1/charter?language=de')).json), ['?language']);
    assert.equal((await server.client().get('/api/v1/charter')).status, 401);
  });

  test('opting in takes the version that was read; opting out takes one request', async () => {
    const put = (body) => member.put('/api/v1/me/participation', body);
    assert.deepEqual(pointers((await put({})).json), ['/ambassador']);
    const none = await put({ ambassador: true });
    assert.deepEqual([none.status, pointers(none.json)], [422, ['/charter_version']]);
    const old = await put({ ambassador: true, charter_version: 7 });
    assert.deepEqual([old.status, pointers(old.json)], [409, ['/charter_version']]);
    assert.equal((await put({ ambassador: 'yes' })).status, 422);
    const charter = { current_version: 1, accepted_version: 1 };
    for (let i = 0; i < 2; i++) assert.deepEqual((await put({ ambassador: true, charter_version: 1, language: 'fr' })).json, { ambassador: true, charter });
    const me = (await member.get('/api/v1/me')).json;
    assert.deepEqual([me.ambassador, me.charter], [true, charter]);
    assert.deepEqual((await put({ ambassador: false })).json, { ambassador: false, charter });
    assert.equal((await member.get('/api/v1/me')).json.ambassador, false);
    assert.equal((await server.client().put('/api/v1/me/participation', { ambassador: false })).status, 401);
  });
});

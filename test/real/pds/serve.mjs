// serve.mjs: the process in which pds.mjs has the reference PDS of Bluesky and a PLC directory in memory, both on 127.0.0.1 only.
//
// One argument: JSON {port, publicPort, plcPort, data, jwtSecret, adminPassword, rateLimits, appView}. Says {ready: true} to its parent, takes {later: seconds}
// from it (what the clock of this process is ahead), and ends when the parent does.
import { mkdirSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { PDS } from '@atproto/pds';

const { PlcServer, Database } = createRequire(import.meta.url)('@did-plc/server');
const config = JSON.parse(process.argv[2]);

let ahead = 0;
const RealDate = Date;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, self) => Reflect.construct(target, args.length ? args : [RealDate.now() + ahead], self),
  get: (target, name) => (name === 'now' ? () => RealDate.now() + ahead : Reflect.get(target, name)),
});

/** Both would listen on every address; the PDS on the port that its address names, where a line may stand before it. */
function local(server, port) {
  const listen = server.app.listen.bind(server.app);
  server.app.listen = (_, ...rest) => listen(port, '127.0.0.1', ...rest);
  return server;
}

mkdirSync(`${config.data}/blobs`, { recursive: true });
const plc = local(PlcServer.create({ db: Database.mock(), port: config.plcPort }), config.plcPort);
await plc.start();
const pds = local(await PDS.fromEnv({
  devMode: true,
  port: config.publicPort,
  hostname: 'localhost',
  serviceName: 'Test PDS',
  dataDirectory: config.data,
  blobstoreDiskLocation: `${config.data}/blobs`,
  didPlcUrl: `http://localhost:${config.plcPort}`,
  adminPassword: config.adminPassword,
  jwtSecret: config.jwtSecret,
  plcRotationKeyK256PrivateKeyHex: randomBytes(32).toString('hex'),
  serviceHandleDomains: ['.test'],
  inviteRequired: false,
  enableDidDocWithSession: true,
  bskyAppViewUrl: config.appView ?? 'https://appview.invalid',
  bskyAppViewDid: 'did:web:appview.invalid',
  disableSsrfProtection: true,
  rateLimitsEnabled: config.rateLimits,
}), config.port);
await pds.start();

process.on('message', (message) => {
  if (message.later === undefined) return;
  ahead += message.later * 1000;
  process.send({ later: message.later });
});
process.on('disconnect', () => process.exit(0));
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, async () => {
    await pds.destroy();
    await plc.destroy();
    process.exit(0);
  });
}
process.send({ ready: true });

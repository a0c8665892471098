import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { readConfig } from '../../src/config.js';
import { openDataSource } from '../../src/persistence/database/data-source.js';
import { databaseNames, describeOnMysql } from '../support/databases.js';
import { cacheFolder } from '../support/mysql/folders.ts';
import { inParallel } from '../support/parallel.js';
import { ADMIN_TOKEN, TestService } from '../support/service.js';

const SERVER = process.env.TEST_MYSQL_SERVER ?? '';
const CLIENT_SSL = 0x0800;

async function query<Row extends RowDataPacket>(sql: string, params: unknown[] = []): Promise<Row[]> {
  const connection = await createConnection(SERVER);
  try {
    return (await connection.query<Row[]>(sql, params))[0];
  } finally {
    await connection.end();
  }
}

/** The file of the CA that MySQL has made for itself; undefined where its data folder is out of reach. */
async function caOfServer(): Promise<string | undefined> {
  if (!databaseNames.includes('mysql')) return undefined;
  const [{ folder, file } = { folder: '', file: '' }] = await query<
    RowDataPacket & { folder: string; file: string }
  >('SELECT @@datadir AS folder, @@ssl_ca AS file');
  const candidates = [join(cacheFolder(), 'mysql', folder, file), join(folder, file)];
  return candidates.find((path) => existsSync(path));
}

const CA = await caOfServer();

/** Opens the database as the service, the migrations and the scripts do. */
async function open(url: string, tls: string): Promise<void> {
  const config = readConfig({ DATABASE_URL: url, DATABASE_TLS: tls, ADMIN_TOKEN });
  await (await openDataSource(config)).destroy();
}

/** A way to MySQL on which it does not offer TLS. */
async function withoutTls<T>(work: (url: string) => Promise<T>): Promise<T> {
  const url = new URL(`${SERVER}/mysql`);
  const [host, port] = [url.hostname, Number(url.port)];
  const sockets: Socket[] = [];
  const between = createServer((socket) => {
    const onward = connect(port, host);
    for (const each of [socket, onward]) sockets.push(each.on('error', () => undefined));
    socket.pipe(onward);
    onward.once('data', (greeting: Buffer) => {
      // A header of 4 bytes, the protocol, the version, the id, 8 bytes and a filler; then what it can do.
      const at = greeting.indexOf(0, 5) + 1 + 4 + 8 + 1;
      greeting.writeUInt16LE(greeting.readUInt16LE(at) & ~CLIENT_SSL, at);
      socket.write(greeting);
      onward.pipe(socket);
    });
  }).listen(0, '127.0.0.1');
  await once(between, 'listening');
  url.port = String((between.address() as AddressInfo).port);
  try {
    return await work(url.href);
  } finally {
    for (const socket of sockets) socket.destroy();
    between.close();
  }
}

describeOnMysql('DATABASE_TLS', () => {
  let folder: string;
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'invitedesk-tls-'))));
  afterAll(() => rm(folder, { recursive: true }));

  /** For each connection to the database of a service, whether it is encrypted. */
  const encrypted = async (service: TestService): Promise<boolean[]> => {
    const rows = await query<RowDataPacket & { cipher: string }>(
      `SELECT variable_value AS cipher FROM performance_schema.status_by_thread
       JOIN performance_schema.threads USING (thread_id)
       WHERE variable_name = 'Ssl_cipher' AND processlist_db = ?`,
      [new URL(service.database.url).pathname.slice(1)],
    );
    return rows.map(({ cipher }) => cipher !== '');
  };

  const cases: readonly (readonly [string, string, boolean])[] = [
    ['off', 'off', false],
    ['required', 'required', true],
    ...(CA === undefined ? [] : [['the path of the CA', CA, true] as const]),
  ];
  it.each(cases)('%s goes for every connection', async (_title, tls, isEncrypted) => {
    const service = await TestService.start('mysql', { DATABASE_TLS: tls });
    const tenant = await service.createTenant();
    await inParallel(30, (n) => (n % 2 === 0 ? tenant.createUser() : tenant.get('/Users')));
    expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
    const found = await encrypted(service);
    // Of the readers, the writers, and the one that tells whether the database answers.
    expect(found.length).toBeGreaterThan(3);
    expect(new Set(found)).toEqual(new Set([isEncrypted]));
    await service.stop();
  });

  it('required demands it of the server', async () => {
    await withoutTls(async (url) => {
      await expect(open(url, 'off')).resolves.toBeUndefined();
      await expect(open(url, 'required')).rejects.toMatchObject({ code: 'HANDSHAKE_NO_SSL_SUPPORT' });
    });
  });

  it('does not take a server for the one that another CA knows', async () => {
    const other = join(folder, 'other.pem');
    await writeFile(other, String(rootCertificates[0]));
    await expect(open(`${SERVER}/mysql`, other)).rejects.toMatchObject({ code: 'HANDSHAKE_SSL_ERROR' });
  });
});

describe('DATABASE_TLS as the path of a file', () => {
  it.each([
    ['that is not there', '/nowhere/ca.pem', /which cannot be read \(ENOENT\)$/],
    ['without a certificate', import.meta.filename, /which holds no certificate$/],
  ])('%s is refused in one line', (_title, path, message) => {
    expect(() => readConfig({ DATABASE_TLS: path })).toThrow(message);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { withLiterals, insertsWithLiterals } from '../../src/persistence/mysql/sql-literals.js';
import { accessCodes } from '../../src/secrets/secret-text.js';
import { TestConsole } from '../support/console.js';
import { describeOnMysql } from '../support/databases.js';
import { HOSTILE_TEXTS } from '../support/hostile-values.js';
import { startMysql, type TestMysql } from '../support/mysql-server.ts';
import { TestService } from '../support/service.js';
import { ENTERPRISE, PATCH_OP, type TestTenant } from '../support/tenant.js';

/** What an operator, or an old application beside this one, may have set for the whole server. */
const MODES = ['NO_BACKSLASH_ESCAPES', 'ANSI', 'ANSI,NO_BACKSLASH_ESCAPES', ''];

const SETTINGS = `SELECT @@sql_mode AS mode, @@autocommit AS autocommit, @@time_zone AS zone, @@character_set_client AS client,
  @@collation_connection AS collation, CONNECTION_ID() AS id, SLEEP(0.2) AS slept`;

describeOnMysql('whatever the sql_mode of the MySQL server,', () => {
  let server: TestMysql;
  let connection: Connection;
  let modeBefore: string;

  beforeAll(async () => {
    // A server of its own unless one is given: the mode is the whole server's.
    server = await startMysql();
    connection = await createConnection({ uri: server.url, multipleStatements: true });
    const [[row]] = await connection.query<RowDataPacket[]>('SELECT @@GLOBAL.sql_mode AS mode');
    modeBefore = String(row?.mode);
  });
  afterAll(async () => {
    await connection.query(`SET GLOBAL sql_mode = '${modeBefore}'`);
    await connection.end();
    await server.stop();
  });

  describe.each(MODES)('with %j,', (mode) => {
    let service: TestService;
    let tenant: TestTenant;
    const database = `modes_${Buffer.from(mode).toString('hex')}`;

    beforeAll(async () => {
      await connection.query(`SET GLOBAL sql_mode = '${mode}'; CREATE DATABASE ${database}`);
      service = await TestService.start('mysql', { DATABASE_URL: `${server.url}/${database}` });
      tenant = await service.createTenant();
    });
    afterAll(async () => {
      await service.stop();
      await connection.query(`DROP DATABASE ${database}`);
    });

    it.each([
      ['read', () => service.storage.rows<any>(SETTINGS)],
      ['write', () => service.storage.transaction((tx) => tx.rows<any>(SETTINGS))],
      ['are of TypeORM', () => service.storage.entities((manager) => manager.query(SETTINGS))],
    ])('all connections that %s have their own', async (_title, read) => {
      const rows = (await Promise.all(Array.from({ length: 16 }, read))).flat();
      expect(new Set(rows.map(({ id }: any) => id)).size).toBe(16);
      for (const { mode: own, zone, client, collation } of rows) {
        expect(own).toMatch(/STRICT_TRANS_TABLES/);
        expect(own).not.toMatch(/BACKSLASH|ANSI|PIPES/);
        expect([zone, client, collation]).toEqual(['+00:00', 'utf8mb4', 'utf8mb4_bin']);
      }
    });

    it('a description makes no code for another tenant', async () => {
      const victim = await service.createTenant('Contoso');
      const link = await service.admin('POST', `/tenants/${tenant.id}/setup-links`, {});
      const customer = await TestConsole.signIn(service.url, { setupSecret: link.body.url.split('#')[1] });
      const forged = accessCodes.generate();
      const hex = (text: string) => `0x${Buffer.from(text).toString('hex')}`;
      const row = [1, hex(victim.id), hex(forged.hint), hex(forged.sha256), 1, 0].join();
      const description = `',0,NULL,NULL,NULL,NULL),(${row},NULL,NULL,NULL,NULL)-- `;
      const answer = await customer.admin('POST', `/tenants/${tenant.id}/tokens`, { description });
      expect((await victim.with(forged.text).get('/Users')).status).toBe(401);
      expect(answer.status).toBe(201);
      expect(answer.body.description).toBe(description);
    });

    it('every text of an admin comes back as it was', async () => {
      const own = `/tenants/${tenant.id}`;
      for (const text of HOSTILE_TEXTS) {
        const name = `n${text}n`.replaceAll(/\p{Cc}/gu, '');
        expect((await service.admin('PATCH', own, { name })).body.name).toBe(name);
        expect((await service.admin('GET', own)).body.name).toBe(name);
        for (const kind of ['tokens', 'setup-links']) {
          const made = await service.admin('POST', `${own}/${kind}`, { description: name });
          expect(made.body.description).toBe(name);
          const { body } = await service.admin('GET', `${own}/${kind}?limit=200`);
          expect(body.items.find(({ id }: any) => id === made.body.id).description).toBe(name);
          expect((await service.admin('DELETE', `${own}/${kind}/${made.body.id}`)).status).toBe(204);
        }
        const client = await service.admin('POST', `${own}/oauth-clients`, { description: name });
        const clientPath = `${own}/oauth-clients/${client.body.clientId}`;
        expect((await service.admin('GET', clientPath)).body.description).toBe(name);
        expect((await service.admin('DELETE', clientPath)).status).toBe(204);
      }
    });

    it('every text of Entra comes back as it was, and is found', async () => {
      for (const [index, text] of HOSTILE_TEXTS.entries()) {
        const user = await tenant.createUser({
          userName: `${index}${text}`,
          displayName: text,
          externalId: text,
          [ENTERPRISE]: { department: text },
        });
        const read = await tenant.get(`/Users/${user.id}`);
        expect(read.body).toMatchObject({ userName: `${index}${text}`, displayName: text, externalId: text });
        for (const [path, value] of [
          ['userName', `${index}${text}`],
          ['displayName', text],
          ['externalId', text],
          [`${ENTERPRISE}:department`, text],
        ] as const) {
          for (const op of ['eq', 'co', 'sw', 'ew'] as const) {
            const filter = `${path} ${op} ${JSON.stringify(value)}`;
            const { status, body } = await tenant.get(`/Users?filter=${encodeURIComponent(filter)}`);
            expect(status).toBe(200);
            expect(body.Resources.map(({ id }: any) => id)).toContain(user.id);
          }
        }
        const patched = await tenant.request('PATCH', `/Users/${user.id}`, {
          schemas: [PATCH_OP],
          Operations: [{ op: 'replace', path: 'title', value: text }],
        });
        expect(patched.body.title).toBe(text);
        const group = await tenant.createGroup({ displayName: `g${index}${text}`, externalId: text });
        expect((await tenant.get(`/Groups/${group.id}`)).body.displayName).toBe(`g${index}${text}`);
        expect((await tenant.request('DELETE', `/Users/${user.id}`)).status).toBe(204);
      }
    });

    it('what is written into the text of a statement means itself', async () => {
      await connection.query(`SET SESSION sql_mode = '${mode}'`);
      for (const text of [...HOSTILE_TEXTS, ...HOSTILE_TEXTS.map((each) => each.repeat(40))]) {
        const [rows] = await connection.query<RowDataPacket[]>(
          withLiterals('SELECT ? AS a, ? AS b', [text, text]),
        );
        expect(rows).toEqual([{ a: text, b: text }]);
      }
      await connection.query(
        `CREATE TEMPORARY TABLE ${database}.t (a INT, b TEXT, c VARBINARY(9)) CHARACTER SET utf8mb4`,
      );
      const rows = HOSTILE_TEXTS.map((text, a) => [a, text, Buffer.from("\\'\0")]);
      for (const statement of insertsWithLiterals(
        { into: `INSERT INTO ${database}.t (a, b, c) VALUES`, rows, tail: '' },
        200,
      )) {
        await connection.query(statement);
      }
      const [stored] = await connection.query<RowDataPacket[]>(`SELECT b FROM ${database}.t ORDER BY a`);
      expect(stored.map(({ b }) => String(b))).toEqual(HOSTILE_TEXTS);
      await connection.query(`DROP TEMPORARY TABLE ${database}.t`);
    });
  });
});

import { Writable } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { readConfig } from '../../src/config.js';
import { createApp } from '../../src/create-app.js';
import { DATABASE, type Database } from '../../src/persistence/database/database.js';
import { ADMIN_TOKEN } from './admin-token.js';
import { createDatabase, dialectOfRun, type DatabaseName, type TestDatabase } from './databases.js';
import { expectNoSecretIn, expectNoSecretStored } from './leaked-secrets.js';
import { TestTenant } from './tenant.js';

export { ADMIN_TOKEN };

export interface AdminAnswer {
  readonly status: number;
  readonly body: any;
  readonly headers: Headers;
}

/** Calls the admin API of the service at `url`; `body` is sent as JSON. */
export async function callAdmin(
  url: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<AdminAnswer> {
  const response = await fetch(`${url}/admin/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${ADMIN_TOKEN}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.status >= 400) expectNoSecretIn(text, `the answer to ${method} ${path}`);
  return {
    status: response.status,
    body: text === '' ? undefined : JSON.parse(text),
    headers: response.headers,
  };
}

/** The service, listening on a port of its own with a database of its own. */
export class TestService {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly database: TestDatabase,
    readonly url: string,
    /** Every log line. */
    readonly logLines: string[],
  ) {}

  static async start(name: DatabaseName, env: Record<string, string> = {}): Promise<TestService> {
    return TestService.over(await createDatabase(name), env);
  }

  /** A second process of the same deployment, which shares only the database. */
  startAnother(env: Record<string, string> = {}): Promise<TestService> {
    return TestService.over({ ...this.database, drop: () => Promise.resolve() }, env);
  }

  /** The service over a database that the test has made. */
  static async over(database: TestDatabase, env: Record<string, string> = {}): Promise<TestService> {
    const logLines: string[] = [];
    const logStream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        logLines.push(...chunk.toString('utf8').split('\n').filter(Boolean));
        done();
      },
    });
    const config = readConfig({
      PORT: '0',
      DATABASE_URL: database.url,
      ADMIN_TOKEN,
      MIGRATE_ON_START: 'true',
      ...dialectOfRun,
      ...env,
    });
    const app = await createApp(config, { logStream });
    await app.listen(0, '127.0.0.1');
    return new TestService(app, database, (await app.getUrl()).replace('[::1]', '127.0.0.1'), logLines);
  }

  /** The service's own `Database`, to examine what is stored. */
  get storage(): Database {
    return this.app.get<Database>(DATABASE);
  }

  /** Calls the admin API; `body` is sent as JSON. */
  admin(method: string, path: string, body?: unknown): Promise<AdminAnswer> {
    return callAdmin(this.url, method, path, body);
  }

  /** Creates a tenant with provisioning enabled. */
  createTenant(name = 'Fabrikam'): Promise<TestTenant> {
    return TestTenant.create(this, name);
  }

  /** Checks logs and database for leaked secrets, then stops the service and removes its database. */
  async stop(): Promise<void> {
    try {
      // Some tests have removed the database.
      const isThere = await this.storage.ping().then(
        () => true,
        () => false,
      );
      if (isThere) await expectNoSecretStored(this.storage);
    } finally {
      await this.app.close();
      await this.database.drop();
    }
    expectNoSecretIn(this.logLines.join('\n'), 'the log');
  }
}

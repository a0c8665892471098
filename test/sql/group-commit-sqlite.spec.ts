import { stat } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ScimError } from '../../src/scim/errors.js';
import { TestService } from '../support/service.js';
import { until } from '../support/until.js';

describe('transactions that wait for each other on SQLite', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await TestService.start('sqlite');
  });
  afterAll(() => service.stop());

  const insert = (name: string, fail = false): Promise<string> =>
    service.storage.transaction(async (tx) => {
      await tx.run('INSERT INTO service_settings (name, value) VALUES (?, ?)', [name, 'x']);
      if (fail) throw ScimError.invalidValue(name);
      return name;
    });
  const names = async (): Promise<string[]> => {
    const rows = await service.storage.rows<{ name: string }>(
      "SELECT name FROM service_settings WHERE name LIKE 'group-%' ORDER BY name",
    );
    return rows.map(({ name }) => name);
  };

  it('take back what fails and nothing else', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 100 }, (_, index) => insert(`group-${100 + index}`, index % 3 === 0)),
    );
    const expected = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    expect(expected).toHaveLength(66);
    expect(await names()).toEqual(expected);
    const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(reasons.every((reason) => reason instanceof ScimError)).toBe(true);
  });

  it('see what those before them did', async () => {
    const counts = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        service.storage.transaction(async (tx) => {
          await tx.run('INSERT INTO service_settings (name, value) VALUES (?, ?)', [`seen-${index}`, 'x']);
          const [row] = await tx.rows<{ count: number }>(
            "SELECT COUNT(*) AS count FROM service_settings WHERE name LIKE 'seen-%'",
          );
          return row?.count;
        }),
      ),
    );
    expect(counts).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  it('are told only once they can be read by others', async () => {
    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const name = await insert(`group-told-${index}`);
        expect(await names()).toContain(name);
      }),
    );
  });

  it('let others read while one of them takes long', async () => {
    const counting =
      'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) SELECT MAX(i) FROM n';
    let hasRead = false;
    const hadRead = await service.storage.transaction(async (tx) => {
      await tx.run('INSERT INTO service_settings (name, value) VALUES (?, ?)', ['group-long', 'x']);
      setImmediate(() => {
        void names().then((found) => (hasRead = !found.includes('group-long')));
      });
      for (let statements = 0; statements < 100 && !hasRead; statements++) await tx.rows(counting);
      return hasRead;
    });
    expect(hadRead).toBe(true);
    expect(await names()).toContain('group-long');
  });

  it.each(['transactions', 'entities'] as const)(
    'of another process make %s wait, but not what is read meanwhile',
    async (kind) => {
      const other = await service.startAnother();
      let end = (): void => undefined;
      const ended = new Promise<void>((resolve) => (end = resolve));
      const [id, since] = [`group-held-${kind}`, performance.now()];
      let holder = Promise.resolve('');
      await new Promise<void>((held) => {
        holder = service.storage.transaction(async (tx) => {
          await tx.run('INSERT INTO service_settings (name, value) VALUES (?, ?)', [id, 'x']);
          held();
          await ended;
          return 'holder';
        });
      });
      const sql = `UPDATE service_settings SET value = 'y' WHERE name = '${id}'`;
      const waiting =
        kind === 'transactions'
          ? other.storage.transaction((tx) => tx.run(sql))
          : other.storage.entities((manager) => manager.query(sql));
      const order = [waiting.then(() => 'waiter'), holder];
      // The driver itself waits for 5 seconds, and nothing else happens in the process meanwhile.
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(performance.now() - since).toBeLessThan(3000);
      expect(await Promise.race([...order, names()])).not.toContain(id);
      end();
      expect(await Promise.race(order)).toBe('holder');
      await waiting;
      const rows = await other.storage.rows('SELECT value FROM service_settings WHERE name = ?', [id]);
      expect(rows).toEqual([{ value: 'y' }]);
      await other.stop();
    },
  );

  it('of another process make a start wait', async () => {
    const since = performance.now();
    let starting: Promise<TestService> | undefined;
    await service.storage.transaction(async (tx) => {
      await tx.run("INSERT INTO service_settings (name, value) VALUES ('group-start', 'x')");
      starting = service.startAnother();
      await new Promise((resolve) => setTimeout(resolve, 1000));
    });
    await (await starting)?.stop();
    // The driver's own wait would stop this process, which is to end the transaction, for 5 seconds.
    expect(performance.now() - since).toBeLessThan(4500);
  });

  it('of many pages are written back beside what follows, and the log stays small', async () => {
    const path = service.database.url.replace('sqlite:', '');
    const sizes = async () => ({ file: (await stat(path)).size, log: (await stat(`${path}-wal`)).size });
    const page = 'x'.repeat(4096);
    const writePages = (name: string) => {
      const rows = Array.from({ length: 1200 }, (_, index) => [`group-${name}-${index}`, page]);
      const into = 'INSERT INTO service_settings (name, value) VALUES';
      return service.storage.transaction((tx) => tx.insert({ into, rows, tail: '' }));
    };
    const before = await sizes();
    expect(await writePages('first')).toBe(1200);
    await until('the log is written back', async () => (await sizes()).file >= before.file + 1200 * 4096);
    expect((await sizes()).file).toBeGreaterThanOrEqual(before.file + 1200 * 4096);
    for (let count = 0; count < 20; count++) await writePages(`more-${count}`);
    expect((await sizes()).log).toBeLessThan(15_000 * 4096);
  });

  it('leave room for tenants and codes', async () => {
    const writes = Array.from({ length: 100 }, (_, index) => insert(`group-beside-${index}`));
    const tenant = await service.admin('POST', '/tenants', {
      name: 'Beside',
      entraTenantId: crypto.randomUUID(),
    });
    expect(tenant.status).toBe(201);
    await Promise.all(writes);
  });
});

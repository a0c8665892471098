import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnMysql } from '../support/databases.js';
import { inParallel } from '../support/parallel.js';
import { TestService } from '../support/service.js';

describeOnMysql('the connections to MySQL', () => {
  let service: TestService;

  beforeAll(async () => (service = await TestService.start('mysql')));
  afterAll(() => service.stop());

  const SETTINGS = `SELECT @@transaction_isolation AS isolation, @@innodb_lock_wait_timeout AS seconds,
    @@max_execution_time AS millis, @@lc_messages AS language, CONNECTION_ID() AS id, SLEEP(0.2) AS slept`;

  it.each([
    ['for reads', () => service.storage.rows<any>(SETTINGS)],
    ['for writes', () => service.storage.transaction((tx) => tx.rows<any>(SETTINGS))],
  ])('%s all have the settings that bound what a statement may take', async (_title, read) => {
    const rows = (await inParallel(16, read)).flat();
    // Those that migrated the database are among them.
    expect(new Set(rows.map(({ id }) => id)).size).toBe(16);
    for (const { isolation, seconds, millis, language } of rows) {
      expect([isolation, Number(seconds), Number(millis), language]).toEqual([
        'READ-COMMITTED',
        5,
        10_000,
        'en_US',
      ]);
    }
  });
});

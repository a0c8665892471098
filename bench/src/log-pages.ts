import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { v7 as uuidv7 } from 'uuid';
import { readConfig } from '../../src/config.ts';
import { openDatabase } from '../../src/persistence/database/open-database.ts';
import { openDatabases, type DatabaseKind } from './databases.ts';
import { percentile } from './load.ts';
import { ADMIN_TOKEN, migrate, SERVERS } from './servers.ts';

/*
 * Measures pages of a large provisioning log by each filter, and the first byte of an export. `npm run bench:log-pages
 * -- [--entries 10000000] [--database mysql|sqlite]`.
 */

const { values: flags } = parseArgs({
  options: {
    entries: { type: 'string', default: '1000000' },
    database: { type: 'string', default: 'mysql' },
  },
});
const ENTRIES = Number(flags.entries);
const ROWS_A_STATEMENT = 500;
const REPEATS = 20;
const MONTH_MS = 30 * 86_400_000;
const ACTIONS = ['create', 'update', 'disable', 'restore', 'delete', 'add-member', 'remove-member'];
const CHANGES = JSON.stringify({ attributes: [['displayName', 'Lena Vos', 'Lena Vos-Maes']] });
const COLUMNS =
  'tenant_id, id, request_id, actor_kind, actor, action, outcome, resource_type, resource_id, resource_name, name_key, ' +
  'external_id, status, reason, detail, changes, grammar, duration_ms, left_out';

const databases = await openDatabases(flags.database as DatabaseKind, true);
const fresh = await databases.create();
try {
  await migrate(fresh.url);
  const running = await SERVERS.ours!({ databaseUrl: fresh.url, workers: 1, profileTo: null });
  try {
    const origin = new URL(running.baseUrl).origin;
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
    const tenants = (await (await fetch(`${origin}/admin/v1/tenants`, { headers })).json()) as {
      items: { id: string }[];
    };
    const tenantId = tenants.items[0]!.id;
    const resources = Array.from({ length: Math.ceil(ENTRIES / 20) }, () => uuidv7());
    const start = performance.now();
    await fill(fresh.url, tenantId, resources);
    console.error(`${ENTRIES} entries in ${((performance.now() - start) / 1000).toFixed(0)} s`);
    const middle = idAt(Date.now() - MONTH_MS / 2);
    const week = new Date(Date.now() - MONTH_MS / 4).toISOString();
    const log = `${origin}/admin/v1/tenants/${tenantId}/provisioning-log`;
    console.log('| filter | items | p50 ms | p95 ms |');
    console.log('| --- | --- | --- | --- |');
    for (const query of [
      '',
      `cursor=${middle}`,
      `from=${week}&to=${new Date().toISOString()}`,
      'action=delete',
      `action=update&cursor=${middle}`,
      'outcome=refused',
      'outcome=failed',
      `resource=${resources[7]}`,
      'resource=user-77%40fabrikam.example',
      `resource=${resources[7]}&action=delete`,
      'text=needle',
      'text=user-7',
      'text=needle&outcome=success',
      'text=needle&outcome=refused',
    ]) {
      const took = new Float64Array(REPEATS);
      let items = 0;
      for (let i = 0; i < REPEATS; i++) {
        const before = performance.now();
        const page = (await (await fetch(`${log}?${query}`, { headers })).json()) as { items: unknown[] };
        took[i] = performance.now() - before;
        items = page.items.length;
      }
      took.sort();
      const shown = query.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…');
      console.log(
        `| ${shown} | ${items} | ${percentile(took, 0.5).toFixed(1)} | ${percentile(took, 0.95).toFixed(1)} |`,
      );
    }
    for (const query of ['format=csv', 'format=jsonl', 'format=jsonl&outcome=refused']) {
      const before = performance.now();
      const response = await fetch(`${log}/export?${query}`, { headers });
      const reader = response.body!.getReader();
      await reader.read();
      console.log(`| export?${query}, first byte | | ${(performance.now() - before).toFixed(1)} | |`);
      await reader.cancel();
    }
  } finally {
    await running.stop();
  }
} finally {
  await fresh.drop();
  await databases.stop();
}

/** Entries of the last 30 days: one in a hundred is refused, resources recur. */
async function fill(url: string, tenantId: string, resources: readonly string[]): Promise<void> {
  const storage = await openDatabase(readConfig({ DATABASE_URL: url, ADMIN_TOKEN }));
  const marks = `(${COLUMNS.split(',')
    .map(() => '?')
    .join(', ')})`;
  const begin = Date.now() - MONTH_MS;
  for (let first = 0; first < ENTRIES; first += ROWS_A_STATEMENT * 10) {
    await storage.transaction(async (tx) => {
      for (
        let from = first;
        from < Math.min(ENTRIES, first + ROWS_A_STATEMENT * 10);
        from += ROWS_A_STATEMENT
      ) {
        const rows = Array.from({ length: Math.min(ROWS_A_STATEMENT, ENTRIES - from) }, (_, k) => {
          const i = from + k;
          const isRefused = i % 100 === 0;
          const n = (i * 7919) % resources.length;
          const name = `user-${n}@fabrikam.example`;
          return [
            tenantId,
            uuidv7({ msecs: begin + Math.floor((i / ENTRIES) * MONTH_MS) }),
            randomUUID(),
            'access-code',
            'idk_filler00',
            isRefused ? 'create' : ACTIONS[i % ACTIONS.length]!,
            isRefused ? 'refused' : 'success',
            'User',
            isRefused ? null : resources[n]!,
            name,
            isRefused ? name : null,
            `external-${n}`,
            isRefused ? 409 : 200,
            isRefused ? 'uniqueness' : null,
            isRefused ? `Another User of this tenant has the userName "${name}"` : null,
            isRefused ? null : CHANGES,
            isRefused ? null : 'verbose',
            4.2,
            null,
          ];
        });
        await tx.run(
          `INSERT INTO provisioning_log (${COLUMNS}) VALUES ${rows.map(() => marks).join(', ')}`,
          rows.flat(),
        );
      }
    });
  }
  await storage.close();
}

function idAt(millis: number): string {
  return uuidv7({ msecs: millis });
}

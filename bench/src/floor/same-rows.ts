import mysql, { type Connection, type RowDataPacket } from 'mysql2/promise';
import type { Databases } from '../databases.ts';
import { Directory } from '../directory.ts';
import { Clients } from '../load.ts';
import { PHASES } from '../phases.ts';
import { migrate, SERVERS } from '../servers.ts';

/** The smallest amounts with which all phases work. */
const AMOUNTS = { users: 100, groups: 10, reads: 10, lists: 2, largeReads: 1, additionsOf20: 25 };
const SHOWN = 10;
/** Columns whose values each server chooses itself. */
const OWN = new Set(['tenant_id', 'created_at', 'modified_at', 'version', 'added_at']);
const TABLES = ['users', 'groups', 'group_members', 'attribute_values'];

/**
 * Checks that floor and service store the same rows for the same requests: a floor that did less work than necessary
 * would be no measure.
 * @throws Error naming rows that only one of them has
 */
export async function checkSameRows(databases: Databases): Promise<void> {
  const ours = await rowsStoredBy('ours', databases);
  const floor = await rowsStoredBy('floor', databases);
  const differences = [
    ...[...ours].filter((row) => !floor.has(row)).map((row) => `only ours:  ${row}`),
    ...[...floor].filter((row) => !ours.has(row)).map((row) => `only floor: ${row}`),
  ];
  if (ours.size === 0 || differences.length > 0) {
    const shown = differences.slice(0, SHOWN).join('\n');
    throw new Error(
      `Floor and service do not store the same, ${differences.length} rows of ${ours.size} differ:\n${shown}`,
    );
  }
  console.error(`Floor and service store the same ${ours.size} rows`);
}

async function rowsStoredBy(server: string, databases: Databases): Promise<Set<string>> {
  const database = await databases.create();
  await migrate(database.url);
  const running = await SERVERS[server]!({ databaseUrl: database.url, workers: 1, profileTo: null });
  // One client, so that both servers process the requests in the same order.
  const clients = await Clients.open(running.baseUrl, running.token, 1);
  const connection = await mysql.createConnection(database.url);
  try {
    const directory = new Directory(AMOUNTS, 3, 0);
    for (const { name, tasks } of PHASES) {
      const { wrong } = await clients.run(tasks(directory));
      if (wrong.count > 0) throw new Error(`${server}, ${name}: ${wrong.examples.join('\n')}`);
    }
    return await comparable(connection);
  } finally {
    clients.close();
    await connection.end();
    await running.stop();
    await database.drop();
  }
}

/** All rows as text, with ids replaced by names. */
async function comparable(connection: Connection): Promise<Set<string>> {
  const rowsOf = async (sql: string): Promise<RowDataPacket[]> =>
    (await connection.query<RowDataPacket[]>(sql))[0];
  const names = new Map<unknown, string>();
  for (const { id, name } of await rowsOf(
    'SELECT id, user_name AS name FROM users UNION ALL SELECT id, display_name FROM `groups`',
  )) {
    names.set(id, `<${String(name)}>`);
  }
  const nameOf = (value: unknown): unknown => names.get(value) ?? value;
  const all = new Set<string>();
  for (const table of TABLES) {
    for (const row of await rowsOf(`SELECT * FROM \`${table}\``)) {
      const columns = Object.entries(row)
        .filter(([column]) => !OWN.has(column))
        .map(
          ([column, value]) =>
            `${column}=${column === 'document' ? sorted(value as string, nameOf) : String(nameOf(value))}`,
        );
      all.add(`${table}: ${columns.join(' ')}`);
    }
  }
  return all;
}

/** JSON with sorted members. */
function sorted(document: string, nameOf: (value: unknown) => unknown): string {
  return JSON.stringify(JSON.parse(document), (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : nameOf(value),
  );
}

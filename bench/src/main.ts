import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import mysql, { type RowDataPacket } from 'mysql2/promise';
import { startMysql } from '../../test/support/mysql-server.ts';
import { Clients, percentile, type Load } from './load.ts';
import { CHECKS, Directory, PHASES, type Amounts } from './phases.ts';
import { processesNamed, usageOf, withChildren, type Usage } from './process-usage.ts';
import { markdown, type Measurement } from './report.ts';
import { migrate, SERVERS } from './servers.ts';

const RESULTS = resolve(import.meta.dirname, '../../../results');
/** Users of a first run through all phases that is not measured: the code is compiled by then. */
const WARM_UP_USERS = 400;
const USAGE = `npm run bench -- [--servers ours,floor] [--rounds 3] [--clients 16] [--users 2000] [--workers 1]
  [--database mysql|sqlite] [--only "create user,list of 100"] [--cpu-prof FOLDER] [--name NAME]`;

const { values: flags } = parseArgs({
  options: {
    servers: { type: 'string', default: 'ours,floor' },
    rounds: { type: 'string', default: '3' },
    clients: { type: 'string', default: '16' },
    users: { type: 'string', default: '2000' },
    workers: { type: 'string', default: '1' },
    database: { type: 'string', default: 'mysql' },
    only: { type: 'string' },
    'cpu-prof': { type: 'string' },
    name: { type: 'string', default: 'latest' },
    help: { type: 'boolean', default: false },
  },
});

/** A database server of the run: makes databases for its rounds. */
interface Databases {
  readonly description: string;
  create(): Promise<{ readonly url: string; drop(): Promise<void> }>;
  /** Statements that it has carried out so far; null when it does not say. */
  statements(): Promise<number | null>;
  /** Its processes. */
  pids(): number[];
  stop(): Promise<void>;
}

async function openDatabases(kind: string): Promise<Databases> {
  if (kind === 'sqlite') {
    return {
      description: 'SQLite',
      create: () => {
        const folder = mkdtempSync(join(tmpdir(), 'invitedesk-bench-'));
        const drop = (): Promise<void> => Promise.resolve(rmSync(folder, { recursive: true }));
        return Promise.resolve({ url: `sqlite:${join(folder, 'bench.sqlite')}`, drop });
      },
      statements: () => Promise.resolve(null),
      pids: () => [],
      stop: () => Promise.resolve(),
    };
  }
  const server = await startMysql({ durable: true });
  const connection = await mysql.createConnection(server.url);
  const query = async (sql: string): Promise<RowDataPacket[]> =>
    (await connection.query<RowDataPacket[]>(sql))[0];
  return {
    description: server.description.replace(/, port.*/, ''),
    create: async () => {
      const name = `bench_${randomBytes(4).toString('hex')}`;
      await query(`CREATE DATABASE ${name}`);
      return {
        url: `${server.url}/${name}`,
        drop: () => query(`DROP DATABASE ${name}`).then(() => undefined),
      };
    },
    statements: async () => {
      const rows = await query("SHOW GLOBAL STATUS LIKE 'Questions'");
      return Number(rows[0]?.Value);
    },
    pids: () => processesNamed('mysqld'),
    stop: async () => {
      await connection.end();
      await server.stop();
    },
  };
}

/** One round of one server: all phases on a fresh database. */
async function measure(databases: Databases, server: string, round: number): Promise<Measurement[]> {
  const database = await databases.create();
  await migrate(database.url);
  const running = await SERVERS[server]!({
    databaseUrl: database.url,
    workers: Number(flags.workers),
    profileTo: server === 'ours' ? (flags['cpu-prof'] ?? null) : null,
  });
  const clients = await Clients.open(running.baseUrl, running.token, Number(flags.clients));
  try {
    await runPhases(
      clients,
      new Directory(amounts(WARM_UP_USERS), 1, 0),
      async (_phase, work) => void (await work()),
    );
    const directory = new Directory(amounts(Number(flags.users)), 2, WARM_UP_USERS / 2);
    const measurements: Measurement[] = [];
    const only = flags.only?.split(',').map((name) => name.trim());
    await runPhases(clients, directory, async (phase, work) => {
      const usage = (): Usage[] => [usageOf(withChildren(running.pid)), usageOf(databases.pids())];
      const statementsBefore = (await databases.statements()) ?? 0;
      const [serverBefore, databaseBefore] = usage();
      const load = await work();
      const [serverAfter, databaseAfter] = usage();
      const statements = await databases.statements();
      for (const example of load.wrong.examples) console.error(`${server}, ${phase}: ${example}`);
      const isAsked = only === undefined || only.includes(phase);
      if ((CHECKS.has(phase) || !isAsked) && load.wrong.count === 0) return;
      const perRequest = (after: number, before: number): number => ((after - before) * 1000) / load.requests;
      measurements.push({
        server,
        round,
        phase,
        requests: load.requests,
        rate: load.requests / load.seconds,
        p50: percentile(load.latencies, 0.5),
        p95: percentile(load.latencies, 0.95),
        p99: percentile(load.latencies, 0.99),
        serverCpu: perRequest(serverAfter!.cpuSeconds, serverBefore!.cpuSeconds),
        databaseCpu: perRequest(databaseAfter!.cpuSeconds, databaseBefore!.cpuSeconds),
        statements: statements === null ? null : (statements - statementsBefore) / load.requests,
        residentMb: serverAfter!.residentBytes / 2 ** 20,
        wrong: load.wrong.count,
        examples: load.wrong.examples,
      });
    });
    return measurements;
  } finally {
    clients.close();
    await running.stop();
    await database.drop();
  }
}

/** Runs all phases; `around` carries out each one's work and looks at what it took. */
async function runPhases(
  clients: Clients,
  directory: Directory,
  around: (phase: string, work: () => Promise<Load>) => Promise<void>,
): Promise<void> {
  for (const { name, tasks } of PHASES) {
    const work = (): Promise<Load> => clients.run(tasks(directory));
    await around(name, work);
  }
}

function amounts(users: number): Amounts {
  return {
    users,
    groups: Math.max(10, Math.floor(users / 20)),
    reads: users * 2,
    lists: Math.max(20, Math.floor(users / 5)),
    largeReads: Math.max(10, Math.floor(users / 20)),
  };
}

if (flags.help) {
  console.log(USAGE);
  process.exit(0);
}
const servers = flags.servers.split(',').filter((name) => flags.database === 'mysql' || name !== 'floor');
const unknown = servers.find((name) => SERVERS[name] === undefined);
if (unknown !== undefined)
  throw new Error(`There is no server "${unknown}"; there are ${Object.keys(SERVERS).join(', ')}`);

const databases = await openDatabases(flags.database);
const all: Measurement[] = [];
try {
  for (let round = 1; round <= Number(flags.rounds); round++) {
    for (const server of servers) {
      console.error(`Round ${round}: ${server}`);
      all.push(...(await measure(databases, server, round)));
    }
  }
} finally {
  await databases.stop();
}
const text = markdown(all, servers, {
  database: databases.description,
  clients: Number(flags.clients),
  workers: Number(flags.workers),
  users: Number(flags.users),
  rounds: Number(flags.rounds),
});
mkdirSync(RESULTS, { recursive: true });
writeFileSync(join(RESULTS, `${flags.name}.md`), text);
writeFileSync(join(RESULTS, `${flags.name}.json`), `${JSON.stringify(all, null, 1)}\n`);
console.log(text);
if (all.some(({ wrong }) => wrong > 0)) process.exitCode = 1;

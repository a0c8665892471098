import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openDatabases, type DatabaseKind } from '../databases.ts';
import { percentile } from '../load.ts';
import { machine } from '../report.ts';
import { Resident } from '../scale/resident.ts';
import { migrate, SERVERS } from '../servers.ts';
import type { Order } from './flood-process.ts';
import { createTenant } from './flooded-tenant.ts';
import { FLOODS } from './floods.ts';
import { WorkingTenant } from './working-tenant.ts';

const RESULTS = resolve(import.meta.dirname, '../../../../results');
const USAGE = `npm run bench:fairness -- [--database mysql|sqlite] [--users 50000] [--seconds 10] [--only "deep pages;…"]
  [--workers 1] [--rate 100|off] [--name fairness]`;
const READY_EVERY_MS = 500;

const { values: flags } = parseArgs({
  options: {
    database: { type: 'string', default: 'mysql' },
    users: { type: 'string', default: '50000' },
    seconds: { type: 'string', default: '10' },
    workers: { type: 'string', default: '1' },
    only: { type: 'string' },
    rate: { type: 'string', default: '100' },
    name: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (flags.help) {
  console.log(USAGE);
  process.exit(0);
}
const ms = Number(flags.seconds) * 1000;
process.env.BENCH_RATE_LIMIT = flags.rate;
const only = flags.only?.split(';').map((name) => name.trim());

const databases = await openDatabases(flags.database as DatabaseKind, true);
const lines: string[] = [];
try {
  const database = await databases.create();
  await migrate(database.url);
  const workers = Number(flags.workers);
  const server = await SERVERS.ours!({ databaseUrl: database.url, workers, profileTo: null });
  const url = server.baseUrl.replace('/scim/v2', '');
  const resident = new Resident(server.pid);
  try {
    const flooded = await createTenant(url, Number(flags.users));
    const working = await createTenant(url, 500);
    console.error(`${flooded.userIds.length} users created`);
    const tenant = await WorkingTenant.open(url, working);
    await tenant.work(ms);
    for (const { name } of FLOODS) {
      if (only !== undefined && !only.includes(name)) continue;
      await sleep(5000);
      resident.peak();
      const before = await tenant.work(ms);
      const process = fork(join(import.meta.dirname, 'flood-process.js'), { env: {} });
      process.send({ url, flood: name, tenant: flooded } satisfies Order);
      const ready = watchReadiness(url);
      const beside = await tenant.work(ms);
      const answers = once(process, 'message');
      process.kill('SIGTERM');
      const [statuses] = (await answers) as [Record<string, number>];
      const [p50, p99] = [percentile(before.latencies, 0.5), percentile(before.latencies, 0.99)];
      const [floodedP50, floodedP99] = [
        percentile(beside.latencies, 0.5),
        percentile(beside.latencies, 0.99),
      ];
      lines.push(
        row([
          name,
          p50.toFixed(1),
          p99.toFixed(1),
          floodedP50.toFixed(1),
          floodedP99.toFixed(1),
          `**${(floodedP99 / p99).toFixed(1)}**`,
          tallied(beside.failed),
          tallied(statuses),
          tallied(await ready()),
          resident.peak().toFixed(0),
        ]),
      );
      console.error(lines.at(-1));
    }
    tenant.close();
  } finally {
    resident.stop();
    await server.stop();
    await database.drop();
  }
} finally {
  await databases.stop();
}

const head = [
  'flood',
  'p50, ms',
  'p99, ms',
  'p50 beside it',
  'p99 beside it',
  'p99, ratio',
  'failed',
  'answers to the flood',
  '/health/ready',
  'MB',
];
const text = [
  row(head),
  row(head.map(() => '---')),
  ...lines,
  '',
  `${databases.description}; ${machine()}; ${flags.users} users, ${flags.seconds} s each, RATE_LIMIT=${flags.rate}, ${flags.workers} process.`,
  '',
].join('\n');
mkdirSync(RESULTS, { recursive: true });
writeFileSync(join(RESULTS, `${flags.name ?? `fairness-${flags.database}`}.md`), text);
console.log(text);

/** Asks for readiness all the time; the function ends that, and answers how often which status came. */
function watchReadiness(of: string): () => Promise<Record<string, number>> {
  const statuses: Record<string, number> = {};
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      const answer = await fetch(`${of}/health/ready`).catch(() => null);
      await answer?.arrayBuffer();
      const status = answer?.status ?? 'lost';
      statuses[status] = (statuses[status] ?? 0) + 1;
      await sleep(READY_EVERY_MS);
    }
  })();
  return async () => {
    isOver = true;
    await watching;
    return statuses;
  };
}

function tallied(statuses: Readonly<Record<string, number>>): string {
  const parts = Object.entries(statuses).map(([status, count]) => `${status}: ${count}`);
  return parts.length === 0 ? 'none' : parts.join(', ');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

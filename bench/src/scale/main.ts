import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openDatabases } from '../databases.ts';
import { Clients, percentile } from '../load.ts';
import { machine, median } from '../report.ts';
import { migrate, SERVERS } from '../servers.ts';
import { chart } from './chart.ts';
import { LoadedTenant, Loader } from './loader.ts';
import { measurePhase, scalePhases } from './phases.ts';
import { Resident } from './resident.ts';
import { soak } from './soak.ts';
import { measureStreams } from './streams.ts';

const RESULTS = resolve(import.meta.dirname, '../../../../results');
const USAGE = `npm run bench:scale -- [--sizes 1000,10000,100000,1000000] [--requests 1000] [--clients 4]
  [--repeats 3] [--soak-minutes 0] [--soak-rate 200] [--name scale]`;
const LARGE_GROUP = 100_000;
const USERS_A_GROUP = 100;

const { values: flags } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,10000,100000,1000000' },
    requests: { type: 'string', default: '1000' },
    clients: { type: 'string', default: '4' },
    repeats: { type: 'string', default: '3' },
    'soak-minutes': { type: 'string', default: '0' },
    'soak-rate': { type: 'string', default: '200' },
    name: { type: 'string', default: 'scale' },
    help: { type: 'boolean', default: false },
  },
});
if (flags.help) {
  console.log(USAGE);
  process.exit(0);
}
const sizes = flags.sizes.split(',').map(Number);
const requests = Number(flags.requests);

const databases = await openDatabases('mysql', true);
try {
  const database = await databases.create();
  await migrate(database.url);
  const server = await SERVERS.ours!({ databaseUrl: database.url, workers: 1, profileTo: null });
  const loader = await Loader.open(database.url, server.tenantId);
  const resident = new Resident(server.pid);
  try {
    const loaded = new LoadedTenant();
    /** Median milliseconds by phase, for each size so far. */
    const medians = new Map<string, number[]>();
    const peaks: number[] = [];
    for (const size of sizes) {
      const start = performance.now();
      await loader.addUsers(loaded, size);
      await loader.addGroups(loaded, Math.ceil(size / USERS_A_GROUP));
      await loader.growLargeGroup(loaded, Math.min(size, LARGE_GROUP));
      await loader.finish();
      console.error(`${size} users loaded in ${((performance.now() - start) / 1000).toFixed(0)} s`);
      for (const [name, ms] of await measureSize(loaded)) {
        medians.set(name, [...(medians.get(name) ?? []), ms]);
      }
      peaks.push(resident.peak());
    }
    const streams = await measureStreams(loaded, server, resident);
    const minutes = Number(flags['soak-minutes']);
    const soaked =
      minutes === 0 ? '' : await soak(loaded, server, resident, minutes, Number(flags['soak-rate']));
    report(medians, peaks, streams, soaked);

    async function measureSize(tenant: LoadedTenant): Promise<Map<string, number>> {
      const all = new Map<string, number[]>();
      // The server has closed idle connections while users were loaded.
      const clients = await Clients.open(server.baseUrl, server.token, Number(flags.clients));
      const phases = scalePhases();
      // The first repetition warms up code and caches.
      for (let repeat = 0; repeat <= Number(flags.repeats); repeat++) {
        for (const phase of phases) {
          const { latencies, wrong } = await measurePhase(phase, tenant, requests, clients);
          if (wrong.count > 0) throw new Error(`${phase.name}: ${wrong.count} wrong, ${wrong.examples[0]}`);
          if (repeat > 0) all.set(phase.name, [...(all.get(phase.name) ?? []), percentile(latencies, 0.5)]);
        }
      }
      clients.close();
      return new Map([...all].map(([name, values]) => [name, median(values)]));
    }
  } finally {
    resident.stop();
    await loader.close();
    await server.stop();
    await database.drop();
  }
} finally {
  await databases.stop();
}

function report(
  medians: ReadonlyMap<string, readonly number[]>,
  peaks: readonly number[],
  streams: Awaited<ReturnType<typeof measureStreams>>,
  soaked: string,
): void {
  const cells = (values: readonly string[]): string => `| ${values.join(' | ')} |`;
  const lines = [
    cells(['p50, ms', ...sizes.map((size) => `${size.toLocaleString('en')} users`), 'last : first']),
    cells(['---', ...sizes.map(() => '---'), '---']),
    ...[...medians].map(([name, values]) =>
      cells([name, ...values.map((ms) => ms.toFixed(2)), `**${(values.at(-1)! / values[0]!).toFixed(2)}**`]),
    ),
    cells(['memory of the service at most, MB', ...peaks.map((peak) => peak.toFixed(0)), '']),
    '',
    cells([
      'long answer',
      'MB',
      'first byte, ms',
      'whole, ms',
      'more memory, MB',
      "others' p99 without, ms",
      'beside it, ms',
    ]),
    cells(Array.from({ length: 7 }, () => '---')),
    ...streams.map((each) =>
      cells([
        each.name,
        each.megabytes.toFixed(1),
        each.firstByteMs.toFixed(0),
        each.totalMs.toFixed(0),
        each.growthMb.toFixed(0),
        each.quietP99.toFixed(1),
        each.besideP99.toFixed(1),
      ]),
    ),
    '',
    ...(soaked === '' ? [] : [soaked, '']),
    `${databases.description} with a buffer pool of 6 GiB; ${machine()}; ${flags.clients} clients, ${requests} requests a phase, median of ${flags.repeats} repeats.`,
    '',
  ];
  const curves = [...medians].map(([name, values]) => ({ name, values }));
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, `${flags.name}.md`), lines.join('\n'));
  writeFileSync(
    join(RESULTS, `${flags.name}.svg`),
    chart('Median time of a request', sizes, curves, 'milliseconds'),
  );
  console.log(lines.join('\n'));
}

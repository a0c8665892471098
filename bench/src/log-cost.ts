import { parseArgs } from 'node:util';
import { openDatabases, type DatabaseKind } from './databases.ts';
import { Directory } from './directory.ts';
import { Clients } from './load.ts';
import { CHECKS, PHASES } from './phases.ts';
import { amountsFor } from './round.ts';
import { usageOf, withChildren } from './process-usage.ts';
import { migrate, SERVERS, type RunningServer } from './servers.ts';

/*
 * What the provisioning log costs: the service with it and without, each on a database of its own, take turns of a
 * few requests, so that both see the same machine. `npm run bench:log -- [--database mysql|sqlite] [--users 2000]`.
 */

const { values: flags } = parseArgs({
  options: {
    users: { type: 'string', default: '2000' },
    clients: { type: 'string', default: '16' },
    turn: { type: 'string', default: '100' },
    database: { type: 'string', default: 'mysql' },
  },
});
const NAMES = ['ours', 'ours-without-log'] as const;
const turn = Number(flags.turn);

interface Side {
  readonly running: RunningServer;
  readonly clients: Clients;
  readonly drop: () => Promise<void>;
}

const databases = await openDatabases(flags.database as DatabaseKind);
const sides: Side[] = [];
try {
  for (const name of NAMES) {
    const database = await databases.create();
    await migrate(database.url);
    const running = await SERVERS[name]!({ databaseUrl: database.url, workers: 1, profileTo: null });
    const clients = await Clients.open(running.baseUrl, running.token, Number(flags.clients));
    sides.push({ running, clients, drop: () => database.drop() });
  }
  await compare(400, 1, 0, () => undefined);
  console.log(
    '| phase | with log, requests/s | without | ratio | CPU ms/request with log | without | ratio |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  const all: { on: Took; off: Took; requests: number } = {
    on: { seconds: 0, cpu: 0 },
    off: { seconds: 0, cpu: 0 },
    requests: 0,
  };
  await compare(Number(flags.users), 2, 200, (phase, [on, off], requests) => {
    printRow(phase, on, off, requests);
    all.requests += requests;
    for (const [sum, took] of [
      [all.on, on],
      [all.off, off],
    ] as const) {
      sum.seconds += took.seconds;
      sum.cpu += took.cpu;
    }
  });
  printRow('**all of them**', all.on, all.off, all.requests);
} finally {
  for (const { running, clients, drop } of sides) {
    clients.close();
    await running.stop();
    await drop();
  }
  await databases.stop();
}

/** What one side took of a phase: processor seconds of service and database, which a busy machine changes less. */
interface Took {
  seconds: number;
  cpu: number;
}

function printRow(name: string, on: Took, off: Took, requests: number): void {
  const [rateOn, rateOff] = [requests / on.seconds, requests / off.seconds];
  const [cpuOn, cpuOff] = [(on.cpu * 1000) / requests, (off.cpu * 1000) / requests];
  console.log(
    `| ${name} | ${rateOn.toFixed(0)} | ${rateOff.toFixed(0)} | ${(rateOn / rateOff).toFixed(2)} | ` +
      `${cpuOn.toFixed(2)} | ${cpuOff.toFixed(2)} | ${(cpuOff / cpuOn).toFixed(2)} |`,
  );
}

/** All phases, in turns; `tell` hears what each side took of a phase. */
async function compare(
  users: number,
  series: number,
  others: number,
  tell: (phase: string, took: [Took, Took], requests: number) => void,
): Promise<void> {
  const directories = sides.map(() => new Directory(amountsFor(users), series, others));
  for (const { name, tasks } of PHASES) {
    const work = directories.map(tasks);
    const requests = work[0]!.length;
    const took: [Took, Took] = [
      { seconds: 0, cpu: 0 },
      { seconds: 0, cpu: 0 },
    ];
    for (let start = 0, round = 0; start < requests; start += turn, round++) {
      // Who comes first changes each time.
      for (const side of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
        const { running, clients } = sides[side]!;
        const cpu = (): number => usageOf([...withChildren(running.pid), ...databases.pids()]).cpuSeconds;
        const before = cpu();
        const load = await clients.run(work[side]!.slice(start, start + turn));
        if (load.wrong.count > 0)
          throw new Error(`${NAMES[side]}, ${name}: ${load.wrong.examples.join('\n')}`);
        took[side].cpu += cpu() - before;
        took[side].seconds += load.seconds;
      }
    }
    if (!CHECKS.has(name)) tell(name, took, requests);
  }
}

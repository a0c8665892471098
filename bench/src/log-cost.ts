import { openDatabases, type DatabaseKind } from './databases.ts';
import { Directory } from './directory.ts';
import { Clients } from './load.ts';
import { CHECKS, PHASES } from './phases.ts';
import { median } from './report.ts';
import { amountsFor } from './round.ts';
import { migrate, SERVERS, type RunningServer } from './servers.ts';
import { parseArgs } from 'node:util';

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
  console.log('| phase | with log, requests/s | without | ratio of rates | median of the turns |');
  console.log('| --- | --- | --- | --- | --- |');
  await compare(Number(flags.users), 2, 200, (phase, seconds, turns, requests) => {
    const [on = 0, off = 0] = seconds.map((each) => requests / each);
    const ratio = median(turns.map(([withLog = 0, without = 0]) => without / withLog));
    console.log(
      `| ${phase} | ${on.toFixed(0)} | ${off.toFixed(0)} | ${(on / off).toFixed(2)} | ${ratio.toFixed(2)} |`,
    );
  });
} finally {
  for (const { running, clients, drop } of sides) {
    clients.close();
    await running.stop();
    await drop();
  }
  await databases.stop();
}

/** All phases, in turns; `tell` hears what each side took of a phase, all in all and turn by turn. */
async function compare(
  users: number,
  seed: number,
  others: number,
  tell: (phase: string, seconds: number[], turns: number[][], requests: number) => void,
): Promise<void> {
  const directories = sides.map(() => new Directory(amountsFor(users), seed, others));
  for (const { name, tasks } of PHASES) {
    const work = directories.map(tasks);
    const requests = work[0]!.length;
    const turns: number[][] = [];
    for (let start = 0, round = 0; start < requests; start += turn, round++) {
      const took = [0, 0];
      // Who comes first changes each time.
      for (const side of round % 2 === 0 ? [0, 1] : [1, 0]) {
        const load = await sides[side]!.clients.run(work[side]!.slice(start, start + turn));
        if (load.wrong.count > 0)
          throw new Error(`${NAMES[side]}, ${name}: ${load.wrong.examples.join('\n')}`);
        took[side] = load.seconds;
      }
      turns.push(took);
    }
    if (CHECKS.has(name)) continue;
    tell(
      name,
      [0, 1].map((side) => turns.reduce((sum, took) => sum + took[side]!, 0)),
      turns,
      requests,
    );
  }
}

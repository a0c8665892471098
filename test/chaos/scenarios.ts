import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Group, Node } from './group.ts';
import type { Scenario, Stage } from './scenario.ts';
import { watchTakeover } from './takeover.ts';

const killService = async ({ services, ledger, pause }: Stage): Promise<void> => {
  ledger.event('kill -9 of the service');
  services[0]?.kill();
  await pause(4);
};

const killWorker = async ({ services, ledger, pause }: Stage): Promise<void> => {
  await services[0]?.untilAllServe();
  ledger.event('kill -9 of a worker');
  services[0]?.killWorker();
  // The other one serves until this one is replaced.
  await pause(15);
};

const fillDisk = async ({ disk, ledger, pause }: Stage): Promise<void> => {
  const ballast = join(disk ?? '', 'ballast');
  const { bavail, bsize } = statfsSync(disk ?? '');
  ledger.event('the disk is full');
  // The last write of the file takes what there is and fails.
  try {
    writeFileSync(ballast, Buffer.alloc(bavail * bsize + bsize));
  } catch {
    await pause(4);
  }
  ledger.event('the disk has room');
  rmSync(ballast);
  await pause(4);
};

/** Does something to the primary, and undoes it when another one has taken over. */
function onPrimary(
  what: string,
  fault: (primary: Node, group: Group) => Promise<void> | void,
  repair: (primary: Node, group: Group) => Promise<void> | void,
): Scenario['disturb'] {
  return async ({ group, url, ledger, pause }) => {
    if (group === null) throw new Error('There is no group');
    const primary = await group.primary();
    ledger.event(`${what}: server ${primary.number}`, 'fault');
    await fault(primary, group);
    await Promise.all([pause(12), watchTakeover(group, primary, url, ledger)]);
    ledger.event(`the end of ${what}`);
    await repair(primary, group);
    // A primary of before comes back, and learns that it is none any more.
    await pause(10);
  };
}

const killPrimary = onPrimary(
  'kill -9',
  (primary) => primary.end('SIGKILL'),
  (primary) => primary.start(),
);

const switchPrimary = async ({ group, ledger, pause }: Stage): Promise<void> => {
  const primary = await group!.primary();
  const [next] = group!.others(primary);
  const [row] = await next!.ask<{ id: string }>('SELECT @@GLOBAL.server_uuid AS id');
  ledger.event(`server ${next!.number} is to be the primary`);
  await next!.ask(`SELECT group_replication_set_as_primary('${row!.id}')`);
  await pause(5);
};

const restartAll = async ({ group, ledger, pause }: Stage): Promise<void> => {
  for (const node of group!.nodes) {
    ledger.event(`server ${node.number} is restarted`);
    await node.end('SIGTERM');
    await node.start();
    await group!.untilWhole();
    await pause(2);
  }
};

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'sqlite-kill',
    database: 'sqlite',
    title: 'SQLite, kill -9 of the service',
    mayCut: true,
    takesItsTime: true,
    disturb: killService,
  },
  {
    name: 'sqlite-kill-worker',
    database: 'sqlite',
    title: 'SQLite, kill -9 of one of two workers',
    workers: 2,
    mayCut: true,
    disturb: killWorker,
  },
  { name: 'sqlite-full-disk', database: 'sqlite', title: 'SQLite, full disk', disturb: fillDisk },
  {
    name: 'mysql-service-kill',
    database: 'mysql',
    title: 'one MySQL, kill -9 of the service',
    mayCut: true,
    takesItsTime: true,
    disturb: killService,
  },
  {
    name: 'mysql-worker-kill',
    database: 'mysql',
    title: 'one MySQL, kill -9 of one of two workers',
    workers: 2,
    mayCut: true,
    disturb: killWorker,
  },
  {
    name: 'mysql-kill',
    database: 'mysql',
    title: 'one MySQL, kill -9 of mysqld and a start',
    takesItsTime: true,
    disturb: async ({ mysql, ledger, pause }) => {
      ledger.event('kill -9 of mysqld');
      await mysql!.kill();
      await mysql!.startServer();
      await pause(5);
    },
  },
  {
    name: 'mysql-freeze',
    database: 'mysql',
    title: 'one MySQL, frozen for 8 s',
    disturb: async ({ mysql, ledger, pause }) => {
      ledger.event('mysqld is frozen');
      mysql!.signal('SIGSTOP');
      await pause(8);
      ledger.event('mysqld goes on');
      mysql!.signal('SIGCONT');
      await pause(5);
    },
  },
  {
    name: 'group-kill',
    database: 'group',
    title: 'group of three, kill -9 of the primary',
    disturb: killPrimary,
  },
  {
    name: 'group-freeze',
    database: 'group',
    title: 'group of three, the primary frozen',
    disturb: onPrimary(
      'freeze',
      (primary) => primary.signal('SIGSTOP'),
      (primary) => primary.signal('SIGCONT'),
    ),
  },
  {
    name: 'group-partition',
    database: 'group',
    title: 'group of three, the primary cut off from the others, not from the service',
    disturb: onPrimary(
      'partition',
      async (primary, group) => {
        for (const other of group.others(primary)) {
          await primary.host.loseTouchWith(other.host);
          await other.host.loseTouchWith(primary.host);
        }
      },
      async (primary, group) => {
        for (const other of group.others(primary)) {
          await primary.host.reach(other.host);
          await other.host.reach(primary.host);
        }
      },
    ),
  },
  {
    name: 'group-cut',
    database: 'group',
    title: "group of three, the cable of the primary's host pulled",
    disturb: onPrimary(
      'pulled cable',
      (primary) => primary.host.cut(),
      (primary) => primary.host.plugIn(),
    ),
  },
  {
    name: 'group-switch',
    database: 'group',
    title: 'group of three, planned switches of the primary',
    disturb: switchPrimary,
  },
  {
    name: 'router-kill',
    database: 'group',
    byRouter: true,
    title: 'group of three by MySQL Router, kill -9 of the primary',
    disturb: killPrimary,
  },
  {
    name: 'router-switch',
    database: 'group',
    byRouter: true,
    title: 'group of three by MySQL Router, planned switches of the primary',
    disturb: switchPrimary,
  },
  { name: 'group-restart', database: 'group', title: 'group of three, rolling restart', disturb: restartAll },
];

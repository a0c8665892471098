import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Installation } from '../support/mysql/local.ts';
import { readArguments } from './arguments.ts';
import { summary } from './check.ts';
import { Group } from './group.ts';
import { openLoopback } from './hosts.ts';
import { perform, type Performance } from './perform.ts';
import { clearRecords, RECORDS, run as runProgram } from './processes.ts';
import { Router } from './router.ts';
import type { Scenario } from './scenario.ts';
import { Service } from './service.ts';
import { SingleMysql } from './single-mysql.ts';

const SHOWN = 10;
const DISK_SIZE = '200m';

interface Given {
  readonly mysql: Installation;
  readonly haproxy: string;
  /** The root folder of MySQL Router, where a scenario needs it. */
  readonly router: string | null;
  readonly folder: string;
}

/** Performs the scenarios one after the other; the last line counts them. */
async function main(): Promise<void> {
  const given = JSON.parse(process.argv[2] ?? '') as Given;
  const { scenarios, seconds, within } = readArguments(process.argv.slice(3));
  clearRecords();
  await openLoopback();
  const servers = new Servers(given);
  let passed = 0;
  for (const scenario of scenarios) {
    const started = performance.now();
    const problems = await performOne(servers, scenario, { seconds, within }).catch((error: Error) => {
      console.log(`${scenario.title}: ${error.message}`);
      return 1;
    });
    console.log(
      `  ${problems === 0 ? 'passed' : 'FAILED'} after ${Math.round((performance.now() - started) / 1000)} s`,
    );
    if (problems === 0) passed++;
  }
  console.log(`\n${passed} passed, ${scenarios.length - passed} failed`);
  process.exit(passed === scenarios.length ? 0 : 1);
}

/** Those that several scenarios use are started once. */
class Servers {
  private mysql: Promise<SingleMysql> | null = null;
  private group: Promise<Group> | null = null;
  private count = 0;

  constructor(private readonly given: Given) {}

  async sqliteFolder(): Promise<string> {
    const folder = join(this.given.folder, `sqlite${++this.count}`);
    await mkdir(folder);
    await runProgram(['mount', '-t', 'tmpfs', '-o', `size=${DISK_SIZE}`, 'tmpfs', folder]);
    return folder;
  }

  async single(): Promise<SingleMysql> {
    this.mysql ??= SingleMysql.start(this.given.mysql, this.given.folder);
    const mysql = await this.mysql;
    await mysql.empty();
    return mysql;
  }

  async members(): Promise<Group> {
    // One of them less beside the group.
    await (await this.mysql)?.kill();
    this.group ??= Group.start(this.given.mysql, this.given.haproxy, this.given.folder);
    const group = await this.group;
    await group.empty();
    return group;
  }

  router(group: Group): Promise<Router> {
    if (this.given.router === null) throw new Error('MySQL Router is not installed');
    return Router.start(this.given.router, basename(this.given.folder), group);
  }
}

async function performOne(
  servers: Servers,
  scenario: Scenario,
  { seconds, within }: { seconds: number; within: number },
): Promise<number> {
  const disk = scenario.database === 'sqlite' ? await servers.sqliteFolder() : null;
  const mysql = scenario.database === 'mysql' ? await servers.single() : null;
  const group = scenario.database === 'group' ? await servers.members() : null;
  const router = group !== null && scenario.byRouter ? await servers.router(group) : null;
  const url = router?.url ?? group?.url ?? mysql?.url ?? `sqlite:${disk}/invitedesk.sqlite`;
  const env: Record<string, string> = {
    WORKERS: String(scenario.workers ?? 1),
    ...(group === null ? {} : { DATABASE_CLUSTER: 'group-replication' }),
  };
  const ports = group === null ? [3000] : [3000, 3001];
  const services: Service[] = [];
  for (const port of ports) services.push(await Service.start(port, url, env));
  try {
    const historyPath = join(RECORDS, `${scenario.name}.jsonl`);
    const stage = { services, mysql, group, url, disk };
    const performed = await perform(scenario, stage, { seconds, historyPath });
    const restarts = scenario.mayCut ? 0 : services.reduce((sum, { restarts: { count } }) => sum + count, 0);
    const problems = [
      ...performed.findings.map(({ fault, subject, detail }) => `${fault}: ${subject}: ${detail}`),
      ...performed.unworthy,
      ...(performed.longestOfOne > within && !scenario.takesItsTime
        ? [`a client had to wait for more than ${within} s`]
        : []),
      ...(restarts > 0 ? [`the service ended ${restarts} times`] : []),
    ];
    print(scenario, performed, problems, historyPath);
    return problems.length;
  } finally {
    for (const service of services) await service.stop();
    await router?.stop();
  }
}

function print(scenario: Scenario, performed: Performance, problems: readonly string[], path: string): void {
  const { acknowledged, disturbances, outage, longestOfOne, statuses, findings, takeovers } = performed;
  const meanwhile = Object.entries(statuses).map(([status, count]) => `${count} × ${status}`);
  console.log(
    [
      `${scenario.name}: ${scenario.title}`,
      `  ${acknowledged} acknowledged writes, ${disturbances} disturbances: ${summary(findings)}`,
      `  nobody could write for ${outage.toFixed(1)} s at most, one client for ${longestOfOne.toFixed(1)} s; ` +
        `answers meanwhile: ${meanwhile.join(', ') || 'none but successes'}`,
      ...takeovers.map(
        ({ group, proxy, service }) =>
          `  another primary after ${seconds(group)}, the proxy led to it ${seconds(proxy)} later, ` +
          `a write was acknowledged ${seconds(service)} later`,
      ),
      ...problems.slice(0, SHOWN).map((problem) => `    ${problem}`),
      ...(problems.length > SHOWN ? [`    and ${problems.length - SHOWN} more`] : []),
      ...(problems.length > 0 ? [`  history: ${path}`] : []),
    ].join('\n'),
  );
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

main().catch((error: Error) => {
  console.error(error);
  process.exit(1);
});

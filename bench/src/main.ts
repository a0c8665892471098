import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openDatabases, type DatabaseKind } from './databases.ts';
import { checkSameRows } from './floor/same-rows.ts';
import { measurePairRound, type PassPhase } from './paired/pair-round.ts';
import { pairedMarkdown } from './paired/paired-report.ts';
import { markdown, type Measurement } from './report.ts';
import { measureRound } from './round.ts';
import { SERVERS } from './servers.ts';

const RESULTS = resolve(import.meta.dirname, '../../../results');
const USAGE = `npm run bench -- [--servers ours,floor] [--paired] [--rounds 3] [--clients 16] [--users 2000] [--workers 1]
  [--database mysql|sqlite] [--only "create user; list of 100"] [--cpu-prof FOLDER] [--name NAME]`;

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
    name: { type: 'string' },
    paired: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (flags.help) {
  console.log(USAGE);
  process.exit(0);
}

const servers = flags.servers.split(',').filter((name) => flags.database === 'mysql' || name !== 'floor');
const unknown = servers.find((name) => SERVERS[name] === undefined);
if (unknown !== undefined) {
  throw new Error(`There is no server "${unknown}"; there are ${Object.keys(SERVERS).join(', ')}`);
}
if (servers.includes('before') && !process.env.BENCH_BEFORE) {
  throw new Error('BENCH_BEFORE must name the folder of the other build');
}
if (flags.paired && (servers.length !== 2 || flags['cpu-prof'] !== undefined)) {
  throw new Error('--paired compares two servers, without --cpu-prof');
}
const rounds = Number(flags.rounds);
const options = {
  clients: Number(flags.clients),
  users: Number(flags.users),
  workers: Number(flags.workers),
  only: flags.only?.split(';').map((name) => name.trim()) ?? null,
};

const databases = await openDatabases(flags.database as DatabaseKind);
try {
  if (servers.includes('ours') && servers.includes('floor')) await checkSameRows(databases);
  await (flags.paired ? compareInTurns() : measureEach());
} finally {
  await databases.stop();
}

/** Measures servers one after the other, in rounds. */
async function measureEach(): Promise<void> {
  const all: Measurement[] = [];
  for (let round = 1; round <= rounds; round++) {
    for (const server of servers) {
      console.error(`Round ${round}: ${server}`);
      const profileTo = server === 'ours' ? (flags['cpu-prof'] ?? null) : null;
      all.push(...(await measureRound(databases, server, round, { ...options, profileTo })));
    }
  }
  publish(markdown(all, servers, { database: databases.description, rounds, ...options }), all, 'latest');
}

/** Measures two servers that run at the same time and take turns. */
async function compareInTurns(): Promise<void> {
  const names = [servers[0]!, servers[1]!] as const;
  const all: PassPhase[] = [];
  for (let round = 1; round <= rounds; round++) {
    console.error(`Round ${round}: ${names.join(' and ')} in turns`);
    all.push(...(await measurePairRound(databases, names, round, { ...options, profileTo: null })));
  }
  publish(pairedMarkdown(all, names, { database: databases.description, rounds, ...options }), all, 'paired');
}

function publish(text: string, all: readonly { readonly wrong: number }[], defaultName: string): void {
  const name = flags.name ?? defaultName;
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, `${name}.md`), text);
  writeFileSync(join(RESULTS, `${name}.json`), `${JSON.stringify(all, null, 1)}\n`);
  console.log(text);
  if (all.some(({ wrong }) => wrong > 0)) process.exitCode = 1;
}

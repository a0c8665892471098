import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openDatabases, type DatabaseKind } from './databases.ts';
import { checkSameRows } from './floor/same-rows.ts';
import { markdown, type Measurement } from './report.ts';
import { measureRound } from './round.ts';
import { SERVERS } from './servers.ts';

const RESULTS = resolve(import.meta.dirname, '../../../results');
const USAGE = `npm run bench -- [--servers ours,floor] [--rounds 3] [--clients 16] [--users 2000] [--workers 1]
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
    name: { type: 'string', default: 'latest' },
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
const options = {
  clients: Number(flags.clients),
  users: Number(flags.users),
  workers: Number(flags.workers),
  only: flags.only?.split(';').map((name) => name.trim()) ?? null,
};

const databases = await openDatabases(flags.database as DatabaseKind);
const all: Measurement[] = [];
try {
  if (servers.includes('ours') && servers.includes('floor')) await checkSameRows(databases);
  for (let round = 1; round <= Number(flags.rounds); round++) {
    for (const server of servers) {
      console.error(`Round ${round}: ${server}`);
      const profileTo = server === 'ours' ? (flags['cpu-prof'] ?? null) : null;
      all.push(...(await measureRound(databases, server, round, { ...options, profileTo })));
    }
  }
} finally {
  await databases.stop();
}
const text = markdown(all, servers, {
  database: databases.description,
  rounds: Number(flags.rounds),
  ...options,
});
mkdirSync(RESULTS, { recursive: true });
writeFileSync(join(RESULTS, `${flags.name}.md`), text);
writeFileSync(join(RESULTS, `${flags.name}.json`), `${JSON.stringify(all, null, 1)}\n`);
console.log(text);
if (all.some(({ wrong }) => wrong > 0)) process.exitCode = 1;

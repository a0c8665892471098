import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../config.js';
import { createApp } from '../create-app.js';
import { compare, type Outcome } from './compare.js';
import { incrementalCycle, initialCycle, testConnection } from './cycles.js';
import { people, teams as teamsOf } from './directory.js';
import { EntraClient } from './entra.js';
import { addFurtherTenants, addTenant, type AdminCall } from './tenants.js';

/**
 * `npm run demo`: starts the service on a temporary database and port, creates a tenant, and plays two provisioning
 * cycles of Entra. Ends with a summary of the requests and the content of the tenant; exit code 1 when the content is
 * wrong. With `-- --keep`, serves on, with further tenants, until Ctrl-C.
 */
const KEEP = '--keep';
const ADMIN_TOKEN = 'demo-admin-token-that-is-used-for-this-run-only';
const folder = await mkdtemp(join(tmpdir(), 'invitedesk-demo-'));
const app = await createApp(
  readConfig({ DATABASE_URL: `sqlite:${join(folder, 'demo.sqlite')}`, ADMIN_TOKEN, LOG_LEVEL: 'error' }),
);
try {
  await app.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1');
  const outcome = await demonstrate(await app.getUrl());
  if (outcome.mismatches.length > 0) process.exitCode = 1;
  if (process.argv.includes(KEEP)) await keep(await app.getUrl());
} catch (error) {
  console.error(`\nFailed: ${(error as Error).message}`);
  process.exitCode = 1;
} finally {
  await app.close();
  await rm(folder, { recursive: true, force: true });
}

async function demonstrate(url: string): Promise<Outcome> {
  console.log(`InviteDesk Provisioning at ${url}, on a temporary database\n`);
  const { tenantUrl, accessCode } = await addTenant(admin(url), 'Fabrikam');
  console.log(
    `Tenant URL    ${tenantUrl}\nSecret Token  ${accessCode.slice(0, 13)}… (the access code, shown once)\n`,
  );

  const entra = new EntraClient(tenantUrl, accessCode);
  const everyone = people();
  const teams = teamsOf(everyone);
  const report = (line: string): void => console.log(`  ${line}`);
  console.log('Test Connection');
  await testConnection(entra);
  console.log('Initial cycle');
  const links = await initialCycle(entra, everyone, teams, report);
  console.log('Incremental cycle');
  await incrementalCycle(entra, everyone, teams, links, report);
  const outcome = await compare(entra, everyone, teams, links);
  print(entra, outcome);
  return outcome;
}

function print(entra: EntraClient, outcome: Outcome): void {
  console.log('\nSent');
  for (const { kind, count, statuses } of entra.sent()) {
    console.log(`  ${kind.padEnd(16)} ${String(count).padStart(4)}   ${statuses}`);
  }
  console.log('\nIn the tenant');
  console.log(`  users       ${outcome.users} (${outcome.disabled} disabled)`);
  console.log(`  groups      ${outcome.groups}`);
  console.log(`  memberships ${outcome.memberships}`);
  if (outcome.mismatches.length === 0) {
    console.log('\nEverything is as Entra sent it.');
  } else {
    console.log(`\n${outcome.mismatches.length} mismatches:\n  ${outcome.mismatches.join('\n  ')}`);
  }
}

/** Leaves the console to whoever wants to look around, until a signal. */
async function keep(url: string): Promise<void> {
  await addFurtherTenants(admin(url));
  console.log(`\nConsole      ${url}/console\nAdmin token  ${ADMIN_TOKEN}\nSwagger UI   ${url}/docs`);
  console.log('\nCtrl-C ends it and removes the database.');
  await new Promise<void>((resolve) => {
    // npm sends again what the terminal has sent already.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
}

function admin(url: string): AdminCall {
  return async (method, path, body) => {
    const answer = await fetch(`${url}/admin/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Record<string, string>;
  };
}

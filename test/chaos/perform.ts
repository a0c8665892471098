import { setTimeout as sleep } from 'node:timers/promises';
import { ADMIN_TOKEN } from '../support/admin-token.ts';
import { availability, type Availability } from './availability.ts';
import { check, type Finding } from './check.ts';
import { Client } from './client.ts';
import { Directory, GROUP, SHARED, type Tenant } from './directory.ts';
import { HttpClient } from './http-client.ts';
import { Ledger } from './ledger.ts';
import { readAtRandom } from './reader.ts';
import type { Scenario, Stage } from './scenario.ts';
import { problemsOf, type Service } from './service.ts';
import { takeoversIn, type Takeover } from './takeover.ts';
import { Writer, type Meeting } from './writer.ts';

const TENANTS = 2;
const WRITERS = 16;
const READERS = 8;
/** Before the first fault. */
const WARM_UP_S = 3;
/** Longest wait for writers that are not acknowledged anything. */
const BACK_WITHIN_S = 60;

export interface Performance extends Availability {
  readonly findings: readonly Finding[];
  readonly disturbances: number;
  readonly takeovers: readonly Takeover[];
}

/** Lets the clients work while a scenario disturbs, and checks what came out. */
export async function perform(
  scenario: Scenario,
  stage: Omit<Stage, 'ledger' | 'pause'>,
  { seconds, historyPath }: { seconds: number; historyPath: string },
): Promise<Performance> {
  const ledger = new Ledger(historyPath);
  const tenants: Tenant[] = [];
  const meetings: Meeting[] = [];
  const [first] = stage.services as [Service];
  for (let index = 0; index < TENANTS; index++) {
    const tenant = await first.newTenant(`t${index}`);
    tenants.push(tenant);
    meetings.push(await newMeeting(first, tenant, ledger));
  }
  let isOver = false;
  const clients = (
    count: number,
    letter: string,
    start: (client: Client, meeting: Meeting) => Promise<void>,
  ) =>
    Array.from({ length: count }, (_, index) => {
      const service = stage.services[Math.floor(index / TENANTS) % stage.services.length] ?? first;
      const tenant = tenants[index % TENANTS] as Tenant;
      const client = new Client(`${letter}${index}`, tenant, service.url, ledger);
      return start(client, meetings[index % TENANTS] as Meeting);
    });
  const all = [
    ...clients(WRITERS, 'w', (client, meeting) => new Writer(client, meeting, Math.random).run(() => isOver)),
    ...clients(READERS, 'r', (client, meeting) => readAtRandom(client, meeting, Math.random, () => isOver)),
  ];
  const pause = (count: number): Promise<void> => sleep(1000 * count);
  await pause(WARM_UP_S);
  const from = performance.now();
  let disturbances = 0;
  for (;;) {
    await scenario.disturb({ ...stage, ledger, pause });
    disturbances++;
    await untilAllWrite(ledger, performance.now());
    if (performance.now() - from > 1000 * seconds) break;
    await stage.group?.untilWhole();
  }
  const until = performance.now();
  isOver = true;
  await Promise.all(all);
  await stage.group?.untilWhole();
  for (const service of stage.services) await service.untilReady();
  // Log entries of what changed nothing are written later.
  await pause(1);
  const problems = [...(await problemsOf(stage.url)), ...((await stage.group?.differences()) ?? [])];
  const found = await Directory.read(
    tenants,
    (token) => new HttpClient(first.url, token),
    ADMIN_TOKEN,
    problems,
  );
  ledger.close();
  return {
    ...availability(ledger.entries, { from, until, mayCut: scenario.mayCut ?? false }),
    findings: check(ledger.entries, found),
    disturbances,
    takeovers: takeoversIn(ledger.entries),
  };
}

/** Waits until each writer has been acknowledged a write that it sent since; what keeps one from it shows in the figures. */
async function untilAllWrite(ledger: Ledger, since: number): Promise<void> {
  const haveWritten = (): number =>
    new Set(
      ledger.entries
        .filter((entry) => entry.kind === 'write')
        .filter(({ outcome, at }) => outcome === 'ok' && at > since)
        .map(({ client }) => client),
    ).size;
  for (let tries = 0; tries < BACK_WITHIN_S && haveWritten() < WRITERS; tries++) await sleep(1000);
}

async function newMeeting(service: Service, tenant: Tenant, ledger: Ledger): Promise<Meeting> {
  const client = new Client('setup', tenant, service.url, ledger);
  const { outcome, status, body } = await client.write({
    subject: client.subject('group', SHARED),
    state: SHARED,
    method: 'POST',
    path: '/scim/v2/Groups',
    body: { schemas: [GROUP], displayName: SHARED },
    isCertain: true,
  });
  if (outcome !== 'ok') throw new Error(`The shared group: ${status} ${JSON.stringify(body)}`);
  client.close();
  return { sharedGroup: body.id, targets: new Map(), wanted: 0 };
}

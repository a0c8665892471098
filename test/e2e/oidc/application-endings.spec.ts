import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { NoticeRounds } from '../../../src/contacts/notice-rounds.js';
import { ApplicationSecretsService } from '../../../src/oidc/applications/application-secrets.service.js';
import { onEveryDatabase } from '../../support/databases.js';
import { TestMailServer } from '../../support/mail-server.js';
import { keyOfSecrets } from '../../support/oidc-settings.js';
import { ADMIN_TOKEN, TestService } from '../../support/service.js';
import { until } from '../../support/until.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const OPERATORS = randomUUID();

onEveryDatabase('secrets of applications that end', (name) => {
  let service: TestService;
  let mails: TestMailServer;
  beforeAll(async () => {
    mails = await TestMailServer.start();
    service = await TestService.start(name, {
      ...keyOfSecrets(name),
      OPERATOR_TENANT_ID: OPERATORS,
      OPERATOR_OWNERS: 'owners',
      PUBLIC_URL: 'https://scim.invitedesk.example',
      SMTP_URL: mails.url,
      SMTP_FROM: 'InviteDesk <noreply@invitedesk.example>',
    });
  });
  afterAll(async () => {
    await service?.stop();
    await mails?.close();
  });

  const read = async (path: string): Promise<any> => (await service.admin('GET', path)).body;
  /** An application whose only secret ends after so many days. */
  const applicationThatEnds = async (days: number, called = 'Check-in') => {
    const { status, body } = await service.admin('POST', '/applications', {
      name: called,
      redirectUris: ['https://checkin.invitedesk.example/callback'],
      expiresAt: new Date(Date.now() + days * DAY).toISOString(),
    });
    expect(status).toBe(201);
    const { clientId, secret } = body;
    const path = `/applications/${clientId}`;
    return { path, id: clientId, secret: secret.clientSecret, secretId: secret.id, hint: secret.hint };
  };
  /** The application shows a secret, and the time of its use becomes this one. */
  const use = async (id: string, secret: string, at = Date.now()): Promise<void> => {
    expect(await service.app.get(ApplicationSecretsService).matches(id, secret)).toBe(true);
    await setSecret(secret, 'last_used_at', at);
  };
  const setSecret = (secret: string, column: 'last_used_at' | 'expires_at' | 'retires_at', at: number) =>
    service.storage.transaction((tx) =>
      tx.run(`UPDATE application_secrets SET ${column} = ? WHERE hint = ?`, [at, secret.slice(0, 12)]),
    );
  const tenantOf = async (entraTenantId: string): Promise<string> => {
    const { body } = await service.admin('POST', '/tenants', { name: 'InviteDesk', entraTenantId });
    await service.admin('PUT', `/tenants/${body.id}/provisioning`, { enabled: true });
    return body.id;
  };

  it.each([
    [31, 'active', 30],
    [29.9, 'ending', 29],
    [0.5, 'ending', 0],
  ])('with %d days left are %s', async (days, state, daysLeft) => {
    const { path, id, hint } = await applicationThatEnds(days);
    const { secrets, ending } = await read(path);
    expect(secrets).toMatchObject([{ state, daysLeft, replacedBy: null }]);
    expect(ending).toMatchObject(
      state === 'active'
        ? []
        : [{ kind: 'application-secret', clientId: id, hint, daysLeft, replacedBy: null }],
    );
    const listed = (await read('/applications')).items.find((each: any) => each.clientId === id);
    expect(listed.ending).toEqual(ending);
    await service.admin('DELETE', path);
  });

  it('say what ends and what to do, until the new one is used', async () => {
    const { path, id, secret, secretId } = await applicationThatEnds(12.5, 'Badge desk');
    await use(id, secret);
    const meanings = async (): Promise<string[]> =>
      (await read(path)).ending.map(({ meaning }: { meaning: string }) => meaning);
    expect(await meanings()).toEqual([
      expect.stringMatching(
        /^The secret ids_\w{8}… of the application Badge desk ends in 12 days, on .+ UTC: nobody can sign in to it from then on\. Rotate it in Applications/,
      ),
    ]);
    const { body: fresh } = await service.admin('POST', `${path}/secrets/${secretId}/rotate`, {
      overlapSeconds: 86_400,
    });
    expect((await read(path)).secrets[0].replacedBy).toEqual({ hint: fresh.hint, lastUsedAt: null });
    expect(await meanings()).toEqual([
      expect.stringMatching(
        /^The old secret ids_\w{8}… of the application Badge desk works until .+; the new one, ids_\w{8}…, has not been used yet\. Configure/,
      ),
    ]);
    await setSecret(secret, 'retires_at', Date.now() - 1);
    expect((await meanings())[0]).toMatch(/^The old secret .+ worked until .+ has not been used yet/);
    await use(id, fresh.clientSecret);
    // The new one has the lifetime of the old one.
    expect(await meanings()).toEqual([expect.stringMatching(/ends in 12 days/)]);
    expect((await read(path)).secrets[0].replacedBy.lastUsedAt).not.toBeNull();
    await service.admin('DELETE', path);
  });

  it('are told to the operators, and to no customer', async () => {
    const { path, id, secret } = await applicationThatEnds(40);
    await use(id, secret, Date.now() - 2 * HOUR);
    const [own, customer] = [await tenantOf(OPERATORS), await tenantOf(randomUUID())];
    const addresses: string[] = [];
    for (const tenantId of [own, customer]) {
      const address = `it-${randomUUID()}@invitedesk.example`;
      await service.admin('PUT', `/tenants/${tenantId}/contacts`, { addresses: [address] });
      addresses.push(address);
    }
    const told = () =>
      addresses.map((address) => mails.to(address).map(({ headers }) => headers.get('subject')));
    const round = (now: number) => service.app.get(NoticeRounds).round(now);
    const noon = Math.floor(Date.now() / DAY) * DAY + DAY / 2;
    await round(noon);
    expect(told()).toEqual([[], []]);
    // Two of them end within 30 days: one mail a day tells of both.
    const other = await applicationThatEnds(25, 'Badge desk');
    await setSecret(secret, 'expires_at', noon + 20 * DAY);
    for (const minute of [2, 4]) await round(noon + minute * 60_000);
    expect(told()).toEqual([['InviteDesk: a secret of an application ends soon'], []]);
    expect(mails.to(addresses[0] ?? '')[0]?.content).toMatch(
      /application Check-in ends in.+Badge desk ends in/s,
    );
    const status = await read(`/tenants/${own}/status`);
    expect(status.ending.map((each: any) => [each.kind, each.clientId])).toEqual([
      ['application-secret', id],
      ['application-secret', other.id],
    ]);
    // Entra needs none of them.
    expect(status.health.state).toBe('never connected');
    expect((await read(`/tenants/${customer}/status`)).ending).toEqual([]);
    await setSecret(secret, 'expires_at', Math.min(noon, Date.now()) - HOUR);
    for (const minute of [6, 8]) await round(noon + minute * 60_000);
    expect(told()).toEqual([
      [
        'InviteDesk: a secret of an application ends soon',
        'InviteDesk: the secret of an application has ended',
      ],
      [],
    ]);
    expect((await read(path)).ending).toMatchObject([{ daysLeft: null }]);
    await service.admin('DELETE', path);
    await service.admin('DELETE', other.path);
  });

  it('are counted in the metrics, by the days that are left', async () => {
    const counted = async (left: string): Promise<number> => {
      const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
      const text = await (await fetch(`${service.url}/metrics`, { headers })).text();
      const name = `invitedesk_credentials_ending{kind="application-secret",days_left="${left}"} `;
      return Number(
        text
          .split('\n')
          .find((line) => line.startsWith(name))
          ?.slice(name.length),
      );
    };
    await until('none is counted', async () => (await counted('14')) === 0);
    const { path } = await applicationThatEnds(13);
    await until('it is counted', async () => (await counted('14')) === 1);
    await service.admin('DELETE', path);
  });
});

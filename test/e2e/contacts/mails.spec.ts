import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { RequestCounter } from '../../../src/activity/request-counter.js';
import { NoticeRounds } from '../../../src/contacts/notice-rounds.js';
import { insertRows } from '../../support/bulk-rows.js';
import { onEveryDatabase } from '../../support/databases.js';
import { TestMailServer } from '../../support/mail-server.js';
import { TestService } from '../../support/service.js';
import { tenantThatEnds } from '../../support/tenant-that-ends.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const PUBLIC_URL = 'https://scim.invitedesk.example';

onEveryDatabase('mails to contacts', (name) => {
  let service: TestService;
  let mails: TestMailServer;
  let env: Record<string, string>;
  beforeAll(async () => {
    mails = await TestMailServer.start();
    env = { PUBLIC_URL, SMTP_URL: mails.url, SMTP_FROM: 'InviteDesk <noreply@invitedesk.example>' };
    service = await TestService.start(name, env);
  });
  afterAll(async () => {
    await service?.stop();
    await mails?.close();
  });

  /** What a process does every two minutes, at a time. */
  const round = (now: number, on = service) => on.app.get(NoticeRounds).round(now);
  const addContact = async ({ id }: { id: string }, ...more: string[]): Promise<string> => {
    const address = `it-${randomUUID()}@fabrikam.example`;
    await service.admin('PUT', `/tenants/${id}/contacts`, { addresses: [address, ...more] });
    return address;
  };
  /** The same time of the day for every test, so that some minutes later is no other day. */
  const noon = Math.floor(Date.now() / DAY) * DAY + DAY / 2;
  const switchOff = ({ id }: { id: string }) =>
    service.admin('PUT', `/tenants/${id}/provisioning`, { enabled: false });

  it('tell what ends, in plain words, with a link to the console', async () => {
    const tenant = await tenantThatEnds(service, 20, 'Fabrikam <b>&\r\nBcc: all@fabrikam.example');
    const address = await addContact(tenant);
    await round(noon);
    const [mail, ...others] = mails.to(address);
    expect(others).toEqual([]);
    expect(mail?.to).toEqual([address]);
    expect(mail?.headers.get('subject')).toMatch(
      /^Fabrikam <b>& Bcc: all@fabrikam.example: a credential of Microsoft Entra ends soon$/,
    );
    expect(mail?.headers.get('from')).toBe('InviteDesk <noreply@invitedesk.example>');
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
    expect([mail?.headers.has('bcc'), mail?.headers.get('content-type')]).toEqual([
      false,
      expect.stringMatching(/^multipart\/alternative/),
    ]);
    expect(mail?.content).toMatch(/The access code idk_\w{8}… ends in \d+ days, on .+ UTC: Entra is refused/);
    expect(mail?.content).toContain(`${PUBLIC_URL}/console/tenants/${tenant.id}\r\n`);
    expect(mail?.content).toContain(`<a href="${PUBLIC_URL}/console/tenants/${tenant.id}">`);
    expect(mail?.content).not.toContain(tenant.code.slice(13));
    await switchOff(tenant);
  });

  it('are sent once for a reason and day by several processes, and again as the end comes near', async () => {
    const tenant = await tenantThatEnds(service, 25);
    const address = await addContact(tenant);
    const second = `second-${randomUUID()}@fabrikam.example`;
    await service.admin('PUT', `/tenants/${tenant.id}/contacts`, { addresses: [address, second] });
    const another = await service.startAnother(env);
    try {
      for (let minute = 0; minute < 3; minute++)
        await Promise.all([service, another].map((each) => round(noon + minute * MINUTE, each)));
      expect([mails.to(address).length, mails.to(second).length]).toEqual([1, 1]);
      const told: number[] = [];
      for (let day = 1; day <= 25; day++) {
        const before = mails.to(address, 'ends soon').length;
        await Promise.all([service, another].map((each) => round(noon + day * DAY, each)));
        if (mails.to(address, 'ends soon').length > before) told.push(day);
      }
      // 14, 7, 3 and 1 days before the end, or on the following day.
      expect(told.map((day) => [11, 18, 22, 24].some((expected) => Math.abs(day - expected) <= 1))).toEqual([
        true,
        true,
        true,
        true,
      ]);
    } finally {
      await another.app.close();
    }
    await switchOff(tenant);
  });

  it('wait for a mail server that is away, and arrive once', async () => {
    const tenant = await tenantThatEnds(service, 20);
    const address = await addContact(tenant);
    await mails.close();
    expect(await round(noon)).toBe(0);
    // The service goes on meanwhile.
    expect((await service.admin('GET', `/tenants/${tenant.id}/status`)).status).toBe(200);
    await mails.listen();
    await round(noon + MINUTE / 2);
    expect(mails.to(address)).toEqual([]);
    await round(noon + 2 * MINUTE);
    await round(noon + 4 * MINUTE);
    expect(mails.to(address)).toHaveLength(1);
    await switchOff(tenant);
  });

  it('are tried again after a passing refusal, and not after one for good', async () => {
    const tenant = await tenantThatEnds(service, 20);
    const address = await addContact(tenant);
    const gone = `gone-${randomUUID()}@fabrikam.example`;
    await service.admin('PUT', `/tenants/${tenant.id}/contacts`, { addresses: [address, gone] });
    mails.refused.set(address, 451);
    mails.refused.set(gone, 550);
    await round(noon);
    mails.refused.clear();
    await round(noon + 2 * MINUTE);
    expect([mails.to(address).length, mails.to(gone).length]).toEqual([1, 0]);
    await switchOff(tenant);
  });

  it('are not repeated when a process ends while it sends one', async () => {
    const tenant = await tenantThatEnds(service, 20);
    const address = await addContact(tenant);
    await insertRows(
      service.storage,
      'contact_notices',
      ['tenant_id', 'address_key', 'reason', 'day', 'state', 'attempts', 'next_attempt_at', 'created_at'],
      [[tenant.id, address, 'ending', Math.floor(noon / DAY), 'sending', 1, 0, noon]],
    );
    await round(noon);
    await round(noon + 2 * HOUR);
    expect(mails.to(address)).toEqual([]);
    await round(noon + DAY);
    expect(mails.to(address, 'ends soon')).toHaveLength(1);
    await switchOff(tenant);
  });

  it('can be unsubscribed from, by one press or by the mail program', async () => {
    const tenant = await tenantThatEnds(service, 20);
    const address = await addContact(tenant);
    const stays = `stays-${randomUUID()}@fabrikam.example`;
    await service.admin('PUT', `/tenants/${tenant.id}/contacts`, { addresses: [address, stays] });
    await round(noon);
    const [mail] = mails.to(address);
    const [, path = ''] = /^<https:\/\/[^/]+(\/contacts\/unsubscribe\/[\w-]+)>$/.exec(
      mail?.headers.get('list-unsubscribe') ?? '',
    ) ?? [''];
    expect(mail?.headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(mail?.content).toContain(`${PUBLIC_URL}${path}`);
    const contacts = async (): Promise<any[]> =>
      (await service.admin('GET', `/tenants/${tenant.id}/contacts`)).body.contacts;
    // A scanner opens the link.
    const shown = await fetch(service.url + path);
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await shown.text()).toContain('<form method="post">');
    expect((await contacts()).map((each) => each.unsubscribedAt)).toEqual([null, null]);
    for (const wrong of [
      `${path.slice(0, -1)}${path.endsWith('0') ? '1' : '0'}`,
      `${path}0`,
      '/contacts/unsubscribe/x',
    ])
      expect((await fetch(service.url + wrong, { method: 'POST' })).status).toBe(404);
    const form = new FormData();
    form.set('List-Unsubscribe', 'One-Click');
    expect((await fetch(service.url + path, { method: 'POST', body: form })).status).toBe(200);
    const [one, other] = await contacts();
    expect([one.address, typeof one.unsubscribedAt, other.unsubscribedAt]).toEqual([address, 'string', null]);
    const again = await fetch(service.url + path, {
      method: 'POST',
      body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
    });
    expect(again.status).toBe(200);
    expect((await contacts())[0].unsubscribedAt).toBe(one.unsubscribedAt);
    await round(noon + 12 * DAY);
    expect([mails.to(address).length, mails.to(stays, 'ends soon').length]).toEqual([1, 2]);
    await switchOff(tenant);
  });

  it('tell of what has ended, of what is broken for an hour, and of the first connection', async () => {
    const [tenant, sound] = [
      await tenantThatEnds(service, 40, 'Broken'),
      await service.createTenant('Sound'),
    ];
    const [address, other] = [await addContact(tenant), await addContact(sound)];
    const now = Date.now();
    await sound.get('/Users?count=0');
    await service.app.get(RequestCounter).flush();
    await insertRows(
      service.storage,
      'tenant_activity',
      ['tenant_id', 'last_request_at', 'last_write_at', 'last_test_at', 'refused_at', 'refused_reason'],
      [[tenant.id, now - 2 * HOUR, now - 2 * HOUR, 0, now - MINUTE, 'expired']],
    );
    await insertRows(
      service.storage,
      'request_counts',
      ['tenant_id', 'hour', 'kind', 'reason', 'requests'],
      [[tenant.id, Math.floor(now / HOUR) * HOUR - 100 * HOUR, 'write', '', 1]],
    );
    await service.storage.transaction((tx) =>
      tx.run('UPDATE access_codes SET expires_at = ?, last_used_at = ? WHERE tenant_id = ?', [
        now - HOUR,
        now - 2 * HOUR,
        tenant.id,
      ]),
    );
    const subjects = (to: string) => mails.to(to).map(({ headers }) => headers.get('subject'));
    await round(now);
    expect(subjects(address)).toEqual(['Broken: the credential of Microsoft Entra has ended']);
    expect(subjects(other)).toEqual(['Sound: Microsoft Entra is connected']);
    await round(now + 59 * MINUTE);
    expect(subjects(address)).toHaveLength(1);
    await round(now + 61 * MINUTE);
    await round(now + 63 * MINUTE);
    expect(subjects(address).slice(1)).toEqual(['Broken: provisioning from Microsoft Entra does not work']);
    expect(subjects(other)).toHaveLength(1);
    await Promise.all([tenant, sound].map(switchOff));
  });

  it('are not sent about a tenant that is switched off, or deleted', async () => {
    const [off, gone] = [await tenantThatEnds(service, 20), await tenantThatEnds(service, 20)];
    const addresses = [await addContact(off), await addContact(gone)];
    await switchOff(off);
    await switchOff(gone);
    await service.admin('DELETE', `/tenants/${gone.id}`);
    expect(await round(noon)).toBe(0);
    expect(addresses.map((each) => mails.to(each).length)).toEqual([0, 0]);
    expect(
      await service.storage.rows('SELECT id FROM tenant_contacts WHERE tenant_id = ?', [gone.id]),
    ).toEqual([]);
  });
});

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { logOf } from '../../support/log.js';
import { ADMIN_TOKEN, TestService } from '../../support/service.js';
import { PATCH_OP, USER, type TestTenant } from '../../support/tenant.js';

const BADGE = 'urn:ietf:params:scim:schemas:extension:badge:2.0:User';
const PASSWORDS = ['pass-word-3141', 'pass-word-2718', 'pin-1618', 'key-1414'];
const NUMBER = 314_159_265;

onEveryDatabase('the provisioning log', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    const attributes = [
      { name: 'pin', type: 'string', returned: 'never' },
      { name: 'key', type: 'string', mutability: 'writeOnly', returned: 'never' },
      { name: 'colour', type: 'string' },
    ];
    const { status } = await service.admin('PUT', `/tenants/${tenant.id}/schemas/${BADGE}`, {
      name: 'Badge',
      attributes,
    });
    expect(status).toBe(201);
  });
  afterAll(() => service.stop());

  it('has no password and no access code in any entry, wherever they were sent', async () => {
    const [first, second, pin, key] = PASSWORDS;
    const code = tenant.accessCode;
    const badge = { pin, key, colour: 'red' };
    const user = await tenant.createUser({ password: first, nickName: code, [BADGE]: badge });
    const path = `/Users/${user.id}`;
    const refused: number[] = [];
    const send = async (answer: Promise<{ status: number }>) => refused.push((await answer).status);
    await tenant.patch(path, [
      { op: 'Replace', path: 'password', value: second },
      { op: 'Replace', path: `${BADGE}:pin`, value: pin },
      { op: 'Replace', path: `${BADGE}:colour`, value: `my ${code} and ${code}` },
    ]);
    await tenant.patch(path, [
      { op: 'Add', path: code, value: '1' },
      { op: 'Add', path: `password.${second}`, value: '1' },
      { op: 'Add', path: `emails[password eq "${first}"]`, value: 'x' },
      { op: 'Add', path: `emails[password eq "${first}"].value`, value: 'x' },
      { op: 'Add', value: { [code]: '1', [`password.${second}`]: '1', [`${BADGE}:pin.${pin}`]: '1' } },
    ]);
    await tenant.put(path, { schemas: [USER], userName: user.userName, password: second, [BADGE]: badge });
    await send(tenant.patch(path, [{ op: 'Replace', path: 'password', value: NUMBER }]));
    await send(tenant.patch(path, [{ op: 'Replace', path: `${BADGE}:key`, value: NUMBER }]));
    await send(tenant.post('/Users', { schemas: [USER], userName: 'x', password: NUMBER }));
    await send(tenant.post('/Users', { schemas: [USER], userName: code, externalId: code, active: code }));
    await send(tenant.post('/Users', `{"password":"${first}"`));
    await send(tenant.post('/Users', { schemas: [PATCH_OP], userName: 'x', password: first }));
    await send(tenant.delete(`/Users/${code}`, { 'x-request-id': code }));
    await send(tenant.patch(`/Groups/${code}`, [{ op: code, path: code }]));
    await send(tenant.patch(path, [{ op: 'add', path: `${code}[`, value: 1 }]));
    for (const path_ of [
      `password eq "${first}"`,
      `Password[value eq "${first}"]`,
      `emails[type eq "work" and password eq '${first}`,
      `password."${first}"`,
      `password[${first}]`,
      `${USER}:password eq "${first}"`,
      `${BADGE}:pin eq "${pin}"`,
      `${BADGE}:colour[key eq "${key}"]`,
    ]) {
      const answer = await tenant.patch(path, [{ op: 'replace', path: path_, value: 'x' }]);
      await send(Promise.resolve(answer));
      expect(answer.body).toMatchObject({
        scimType: 'invalidPath',
        detail: expect.stringMatching(/names "/),
      });
      expect(PASSWORDS.filter((each) => answer.text.includes(each))).toEqual([]);
    }
    for (const [endpoint, filter] of [
      ['/Users', `password eq "${first}`],
      ['/Users', `title eq "x" password eq "${first}"`],
      ['/Users', `${BADGE}:pin eq ${pin} x`],
      ['/Groups', `password eq "${first}" or`],
      ['/', `password eq "${first}" or ${first}`],
    ] as const) {
      const answer = await tenant.find(endpoint, filter);
      expect([filter, answer.body.scimType]).toEqual([filter, 'invalidFilter']);
      expect(PASSWORDS.filter((each) => answer.text.includes(each))).toEqual([]);
    }
    expect(refused.every((status) => status >= 400)).toBe(true);
    const wrong = `${code.slice(0, -1)}${code.endsWith('0') ? '1' : '0'}`;
    await tenant.with(wrong).get('/Users');
    await service.admin('PUT', `/tenants/${tenant.id}/provisioning`, { enabled: false });
    await tenant.get('/Users');

    const entries = await logOf(tenant);
    expect(entries).toHaveLength(4 + refused.length + 1);
    await service.admin('GET', `/tenants/${tenant.id}/status`);
    const rows = [
      await service.storage.rows('SELECT * FROM provisioning_log'),
      await service.storage.rows('SELECT * FROM request_counts'),
    ];
    const logged = service.logLines.join();
    expect([...PASSWORDS, String(NUMBER)].filter((secret) => logged.includes(secret))).toEqual([]);
    const exported = await fetch(`${service.url}/admin/v1/tenants/${tenant.id}/provisioning-log/export`, {
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    });
    const all = JSON.stringify([entries, rows]) + (await exported.text());
    for (const secret of [...PASSWORDS, String(NUMBER), code.slice(13), ADMIN_TOKEN]) {
      expect({ secret, found: all.includes(secret) }).toEqual({ secret, found: false });
    }
    // The hint tells which code it was.
    expect(all).toContain(`my ${code.slice(0, 12)}_… and ${code.slice(0, 12)}_…`);
    const told = entries.flatMap(({ changes }) => changes.map((each: any) => each.attribute as string));
    expect(told).toContain(`${BADGE}:colour`);
    expect(told.filter((attribute) => /password|pin|key/.test(attribute))).toEqual([]);
  });
});

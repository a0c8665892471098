import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inBothGrammars } from '../../fixtures/entra/grammar.js';
import { withChecksum } from '../../support/access-code.js';
import { onEveryDatabase } from '../../support/databases.js';
import { loggedBy, logOf } from '../../support/log.js';
import { TestService } from '../../support/service.js';
import { ENTERPRISE, GROUP, USER, type TestTenant } from '../../support/tenant.js';

const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

onEveryDatabase('the provisioning log', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
  });
  afterAll(() => service.stop());

  const patch = (path: string, operations: unknown[]) => tenant.patch(path, operations);

  it('has an entry a write, with who, what, when and how', async () => {
    const started = Date.now();
    let answer: any;
    const [entry, ...others] = await loggedBy(tenant, async () => {
      answer = await tenant.post('/Users', {
        schemas: [USER],
        userName: 'Lena.Vos@fabrikam.example',
        externalId: 'entra-1',
        active: true,
        name: { givenName: 'Lena' },
        emails: [
          { type: 'work', value: 'lena@fabrikam.example', primary: true },
          { type: 'home', value: 'l@home.example' },
        ],
        [ENTERPRISE]: { department: 'Events' },
      });
    });
    expect(others).toEqual([]);
    expect(entry).toEqual({
      id: expect.stringMatching(UUID_V7),
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      requestId: answer.headers.get('x-request-id'),
      actor: { kind: 'access-code', name: tenant.accessCode.slice(0, 12) },
      action: 'create',
      outcome: 'success',
      status: 201,
      scimType: null,
      failedCheck: null,
      meaning: null,
      advice: null,
      conflictingResource: null,
      detail: null,
      resource: {
        type: 'User',
        id: answer.body.id,
        name: 'Lena.Vos@fabrikam.example',
        externalId: 'entra-1',
      },
      changes: [
        { attribute: 'externalId', old: null, new: 'entra-1' },
        { attribute: 'userName', old: null, new: 'Lena.Vos@fabrikam.example' },
        { attribute: 'name.givenName', old: null, new: 'Lena' },
        { attribute: 'active', old: null, new: true },
        { attribute: 'emails[type eq "work"].value', old: null, new: 'lena@fabrikam.example' },
        { attribute: 'emails[type eq "work"].primary', old: null, new: true },
        { attribute: 'emails[type eq "home"].value', old: null, new: 'l@home.example' },
        { attribute: `${ENTERPRISE}:department`, old: null, new: 'Events' },
      ],
      omittedChanges: 0,
      ignored: [],
      addedMembers: null,
      removedMembers: null,
      patchGrammar: null,
      durationMs: expect.any(Number),
      leftOut: null,
    });
    const time = new Date(entry.time).getTime();
    expect(time).toBeGreaterThanOrEqual(started);
    expect(time).toBeLessThanOrEqual(Date.now());
    expect(entry.durationMs).toBeGreaterThan(0);
    const { body } = await service.admin('GET', `/tenants/${tenant.id}/provisioning-log/${entry.id}`);
    expect(body).toEqual({ ...entry, exchange: null });
  });

  inBothGrammars((grammar) => {
    const word = grammar.name.startsWith('without') ? 'verbose' : 'merged';
    let user: any;
    let group: any;
    beforeAll(async () => {
      user = await tenant.createUser({
        name: { givenName: 'Ann', familyName: 'Old' },
        emails: [{ type: 'work', value: 'old@b.c' }],
        [ENTERPRISE]: { department: 'Old' },
      });
      group = await tenant.createGroup({ displayName: `Team ${word}` });
    });

    it('has each attribute of an update, with old and new value', async () => {
      const [entry, ...others] = await loggedBy(tenant, () =>
        patch(
          `/Users/${user.id}`,
          grammar.set('replace', {
            'name.familyName': 'New',
            'emails[type eq "work"].value': 'new@b.c',
            [`${ENTERPRISE}:department`]: 'New department',
            title: 'First title',
          }),
        ),
      );
      expect(others).toEqual([]);
      expect(entry).toMatchObject({ action: 'update', status: 200, patchGrammar: word });
      expect(entry.resource).toMatchObject({ type: 'User', id: user.id, name: user.userName });
      expect(entry.changes).toEqual([
        { attribute: 'name.familyName', old: 'Old', new: 'New' },
        { attribute: 'title', old: null, new: 'First title' },
        { attribute: 'emails[type eq "work"].value', old: 'old@b.c', new: 'new@b.c' },
        { attribute: `${ENTERPRISE}:department`, old: 'Old', new: 'New department' },
      ]);
    });

    it('has the actions disable and restore, with the other changes of the same request', async () => {
      const entries = await loggedBy(tenant, async () => {
        await patch(`/Users/${user.id}`, grammar.set('replace', { active: false, title: 'Gone' }));
        await patch(`/Users/${user.id}`, grammar.set('replace', { active: true }));
      });
      expect(entries.map(({ action, changes }) => [action, changes])).toEqual([
        [
          'disable',
          [
            { attribute: 'title', old: 'First title', new: 'Gone' },
            { attribute: 'active', old: true, new: false },
          ],
        ],
        ['restore', [{ attribute: 'active', old: false, new: true }]],
      ]);
    });

    it('names the members of a change, and their group', async () => {
      const other = await tenant.createUser();
      const entries = await loggedBy(tenant, async () => {
        await patch(`/Groups/${group.id}`, grammar.addMembers(user.id, other.id));
        await patch(`/Groups/${group.id}`, grammar.removeMembers(other.id));
      });
      expect(entries.map(({ action, status }) => [action, status])).toEqual([
        ['add-member', 204],
        ['remove-member', 204],
      ]);
      const named = (each: any) => ({ id: each.id, name: each.userName });
      expect(entries[0].addedMembers).toEqual({ count: 2, first: [named(user), named(other)] });
      expect(entries[0].removedMembers).toBeNull();
      expect(entries[1].removedMembers).toEqual({ count: 1, first: [named(other)] });
      for (const entry of entries) {
        expect(entry.changes).toEqual([]);
        expect(entry.resource).toMatchObject({ type: 'Group', id: group.id, name: `Team ${word}` });
      }
    });

    it('has the rename of a group, and its deletion', async () => {
      const entries = await loggedBy(tenant, async () => {
        await patch(`/Groups/${group.id}`, grammar.set('replace', { displayName: `Renamed ${word}` }));
        await tenant.delete(`/Groups/${group.id}`);
        await tenant.delete(`/Users/${user.id}`);
      });
      expect(entries.map((each) => [each.action, each.status, each.resource.name])).toEqual([
        ['update', 204, `Renamed ${word}`],
        ['delete', 204, `Renamed ${word}`],
        ['delete', 204, user.userName],
      ]);
      expect(entries[0].changes).toEqual([
        { attribute: 'displayName', old: `Team ${word}`, new: `Renamed ${word}` },
      ]);
      // What had no name of its own is shown with the last one of the resource that is gone.
      const [, addition] = (await logOf(tenant, `resource=${group.id}`)).reverse();
      expect(addition).toMatchObject({ action: 'add-member', resource: { name: `Renamed ${word}` } });
    });
  });

  it('calls a PATCH that RFC 7644 has as well rfc', async () => {
    const { id } = await tenant.createUser();
    const [entry] = await loggedBy(tenant, () =>
      patch(`/Users/${id}`, [{ op: 'replace', path: 'title', value: 'T' }]),
    );
    expect(entry.patchGrammar).toBe('rfc');
  });

  it('has the attributes that a PUT cleared and set, and the members it added and removed', async () => {
    const [a, b, c] = [await tenant.createUser(), await tenant.createUser(), await tenant.createUser()];
    const group = await tenant.createGroup({
      externalId: 'g-1',
      members: [{ value: a.id }, { value: b.id }],
    });
    const entries = await loggedBy(tenant, async () => {
      await tenant.put(`/Users/${a.id}`, { schemas: [USER], userName: a.userName, title: 'T' });
      await tenant.put(`/Groups/${group.id}`, {
        schemas: [GROUP],
        displayName: group.displayName,
        members: [{ value: b.id }, { value: c.id }],
      });
    });
    expect(entries[0]).toMatchObject({ action: 'update', status: 200, patchGrammar: null });
    expect(entries[0].changes).toEqual([
      { attribute: 'title', old: null, new: 'T' },
      { attribute: 'active', old: true, new: null },
    ]);
    expect(entries[1].changes).toEqual([{ attribute: 'externalId', old: 'g-1', new: null }]);
    expect(entries[1].addedMembers).toEqual({ count: 1, first: [{ id: c.id, name: c.userName }] });
    expect(entries[1].removedMembers).toEqual({ count: 1, first: [{ id: a.id, name: a.userName }] });
  });

  it('has an entry without changes for a write that changed nothing', async () => {
    const user = await tenant.createUser({ title: 'T' });
    const group = await tenant.createGroup({ members: [{ value: user.id }] });
    const entries = await loggedBy(tenant, async () => {
      await patch(`/Users/${user.id}`, [{ op: 'Replace', path: 'title', value: 'T' }]);
      await patch(`/Groups/${group.id}`, [{ op: 'Add', path: 'members', value: [{ value: user.id }] }]);
      await patch(`/Groups/${group.id}`, [{ op: 'Remove', path: 'members', value: [{ value: 'nobody' }] }]);
    });
    expect(entries.map((each) => [each.action, each.outcome, each.changes, each.addedMembers])).toEqual([
      ['update', 'success', [], null],
      ['add-member', 'success', [], null],
      ['remove-member', 'success', [], null],
    ]);
  });

  it('names 20 members of many, and counts all', async () => {
    const users = [];
    for (let i = 0; i < 25; i++) users.push(await tenant.createUser());
    const group = await tenant.createGroup();
    const value = users.map(({ id }) => ({ value: id }));
    const [entry] = await loggedBy(tenant, () =>
      patch(`/Groups/${group.id}`, [{ op: 'Add', path: 'members', value }]),
    );
    expect(entry.addedMembers.count).toBe(25);
    expect(entry.addedMembers.first).toHaveLength(20);
  });

  it('has an entry for each operation of a bulk request', async () => {
    const user = await tenant.createUser({ userName: 'bulk-taken@b.c' });
    let answer: any;
    const entries = await loggedBy(tenant, async () => {
      answer = await tenant.post('/Bulk', {
        schemas: [BULK],
        Operations: [
          { method: 'POST', path: '/Users', bulkId: 'a', data: { schemas: [USER], userName: 'bulk-a@b.c' } },
          {
            method: 'POST',
            path: '/Users',
            bulkId: 'b',
            data: { schemas: [USER], userName: 'bulk-taken@b.c' },
          },
          { method: 'DELETE', path: `/Users/${user.id}` },
          { method: 'PATCH', path: '/Groups/none', data: { schemas: [], Operations: [] } },
        ],
      });
    });
    expect(answer.status).toBe(200);
    const told = entries.map((each) => [each.action, each.status, each.scimType, each.resource.name]);
    expect(told.sort()).toEqual(
      [
        ['create', 201, null, 'bulk-a@b.c'],
        ['create', 409, 'uniqueness', 'bulk-taken@b.c'],
        ['delete', 204, null, 'bulk-taken@b.c'],
        ['update', 400, 'invalidSyntax', null],
      ].sort(),
    );
    const ids = new Set(entries.map(({ requestId }) => requestId));
    expect([...ids]).toEqual([answer.headers.get('x-request-id')]);
    const [whole] = await loggedBy(tenant, () => tenant.post('/Bulk', { schemas: [BULK], Operations: 1 }));
    expect(whole).toMatchObject({
      action: 'bulk',
      outcome: 'refused',
      status: 400,
      scimType: 'invalidSyntax',
    });
  });

  it('has no entry for reads, searches and probes, whatever they are answered', async () => {
    const { id } = await tenant.createUser();
    const entries = await loggedBy(tenant, async () => {
      await tenant.get(`/Users/${id}`);
      await tenant.get('/Users/none');
      await tenant.find('/Users', 'userName eq "x"');
      await tenant.find('/Users', 'userName xx "x"');
      await tenant.post('/Users/.search', { schemas: [] });
      await tenant.get('/Schemas');
    });
    expect(entries).toEqual([]);
  });

  it('is off with PROVISIONING_LOG=off', async () => {
    const silent = await service.startAnother({ PROVISIONING_LOG: 'off' });
    const there = tenant.with(tenant.accessCode, silent);
    const entries = await loggedBy(tenant, async () => {
      const { id } = await there.createUser();
      await there.patch(`/Users/${id}`, [{ op: 'replace', path: 'title', value: 1 }]);
      await there.delete(`/Users/${id}`);
    });
    await silent.app.close();
    expect(entries).toEqual([]);
  });

  describe('of a refused request', () => {
    const refusedBy = async (send: () => Promise<{ status: number }>) => {
      const entries = await loggedBy(tenant, send);
      expect(entries).toHaveLength(1);
      return entries[0];
    };

    it.each<[string, number, string | null, string, () => Promise<any>]>([
      ['a body that is no JSON', 400, 'invalidSyntax', 'create', () => tenant.post('/Users', '{')],
      [
        'a required attribute missing',
        400,
        'invalidValue',
        'create',
        () => tenant.post('/Users', { schemas: [USER] }),
      ],
      [
        'a malformed path',
        400,
        'invalidPath',
        'update',
        () => patch('/Users/x', [{ op: 'add', path: 'no pe', value: 1 }]),
      ],
      [
        'a wrong value of active',
        400,
        'invalidValue',
        'update',
        () => patch('/Users/x', [{ op: 'Replace', path: 'active', value: 'maybe' }]),
      ],
      [
        'a disable of nobody',
        404,
        null,
        'disable',
        () => patch('/Users/x', [{ op: 'Replace', path: 'active', value: 'False' }]),
      ],
      [
        'a restore of nobody',
        404,
        null,
        'restore',
        () => patch('/Users/x', [{ op: 'replace', value: { active: true } }]),
      ],
      ['an unknown user', 404, null, 'delete', () => tenant.delete('/Users/x')],
      [
        'an unknown group',
        404,
        null,
        'remove-member',
        () => patch('/Groups/x', [{ op: 'Remove', path: 'members', value: [{ value: 'y' }] }]),
      ],
      [
        'another media type',
        415,
        null,
        'update',
        () => tenant.put('/Users/x', 'x', { 'content-type': 'text/plain' }),
      ],
      [
        'a body that is too long',
        413,
        null,
        'create',
        () => tenant.post('/Users', { schemas: [USER], userName: 'x'.repeat(1_100_000) }),
      ],
    ])('tells %s: %i %s', async (_title, status, scimType, action, send) => {
      const answer = await send();
      expect(answer.status).toBe(status);
      const entry = await refusedBy(send);
      expect(entry).toMatchObject({
        action,
        status,
        scimType,
        outcome: 'refused',
        detail: answer.body.detail,
      });
      expect(entry.actor).toEqual({ kind: 'access-code', name: tenant.accessCode.slice(0, 12) });
    });

    it('names the resource of a conflict and of a failed precondition', async () => {
      const user = await tenant.createUser({ userName: 'taken@b.c' });
      const conflict = await refusedBy(() =>
        tenant.post('/Users', { schemas: [USER], userName: 'TAKEN@b.c', externalId: 'entra-9' }),
      );
      expect(conflict).toMatchObject({ action: 'create', status: 409, scimType: 'uniqueness' });
      expect(conflict.resource).toEqual({ type: 'User', id: null, name: 'TAKEN@b.c', externalId: 'entra-9' });
      const stale = await refusedBy(() => tenant.delete(`/Users/${user.id}`, { 'if-match': 'W/"99"' }));
      expect(stale).toMatchObject({ action: 'delete', status: 412, outcome: 'refused' });
      expect(stale.resource).toMatchObject({ id: user.id, name: 'taken@b.c' });
    });

    it.each<[string, number]>([
      ['expired', 401],
      ['revoked', 401],
      ['wrong-secret', 401],
      ['switched-off', 403],
    ])('tells a sign-in that failed the check "%s", on a read too', async (check, status) => {
      const own = await service.createTenant('Signing in');
      const tokens = `/tenants/${own.id}/tokens`;
      let code = own.accessCode;
      if (check === 'expired') {
        await service.storage.transaction((tx) =>
          tx.run('UPDATE access_codes SET expires_at = ? WHERE tenant_id = ?', [Date.now() - 1, own.id]),
        );
      } else if (check === 'revoked') {
        const { id, accessCode } = (await service.admin('POST', tokens, {})).body;
        code = accessCode;
        await service.admin('DELETE', `${tokens}/${id}`);
      } else if (check === 'switched-off') {
        await service.admin('PUT', `/tenants/${own.id}/provisioning`, { enabled: false });
      } else {
        code = withChecksum(`${code.slice(0, 12)}_${'a'.repeat(43)}`);
      }
      const answer = await own.with(code).get('/Users');
      expect(answer.status).toBe(status);
      const [entry, ...others] = await logOf(own);
      expect(others).toEqual([]);
      expect(entry).toMatchObject({
        action: 'sign-in',
        outcome: 'refused',
        status,
        failedCheck: check,
        scimType: null,
        requestId: answer.headers.get('x-request-id'),
        actor: { kind: 'access-code', name: code.slice(0, 12) },
      });
      expect(entry.detail).toMatch(/./);
      expect(JSON.stringify(entry)).not.toContain(code.slice(13));
      // What opens no tenant is told in no tenant's log.
      await own.with('idk_nothing').get('/Users');
      expect(await logOf(own)).toHaveLength(1);
    });
  });
});

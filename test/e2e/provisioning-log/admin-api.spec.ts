import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { insertLogRows, type LogRow } from '../../support/bulk-log.js';
import { onEveryDatabase } from '../../support/databases.js';
import { logOf, logPage } from '../../support/log.js';
import { expectProblem } from '../../support/problem.js';
import { ADMIN_TOKEN, TestService } from '../../support/service.js';
import { GROUP, USER, type TestTenant } from '../../support/tenant.js';

onEveryDatabase('the provisioning log of the admin API', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
  });
  afterAll(() => service.stop());

  const pathOf = ({ id }: TestTenant) => `/tenants/${id}/provisioning-log`;
  const fill = (owner: TestTenant, count: number, row: (i: number) => Partial<LogRow> = () => ({})) =>
    insertLogRows(service.storage, owner.id, count, row);

  describe('pages', () => {
    it('are of the size asked for, newest first, without a gap or a repetition', async () => {
      const own = await service.createTenant('Paged');
      await fill(own, 425);
      const sizes: number[] = [];
      const ids: string[] = [];
      for (let cursor = ''; ;) {
        const page = await logPage(own, `limit=100${cursor}`);
        sizes.push(page.items.length);
        ids.push(...page.items.map(({ id }) => id as string));
        if (page.nextCursor === null) break;
        cursor = `&cursor=${page.nextCursor}`;
      }
      expect(sizes).toEqual([100, 100, 100, 100, 25]);
      expect(new Set(ids).size).toBe(425);
      expect(ids).toEqual([...ids].sort().reverse());
      expect((await logPage(own)).items).toHaveLength(50);
    });

    it('stay as they are while entries arrive', async () => {
      const own = await service.createTenant('Busy');
      await fill(own, 300);
      const expected = (await logOf(own)).map(({ id }) => id as string);
      let isPaging = true;
      const writing = (async () => {
        while (isPaging) await own.createUser();
      })();
      const [first] = expected;
      const found: string[] = [];
      // Begins where the writing did, as a reader who has the first page open.
      for (let cursor: string | null = first ?? ''; cursor !== null;) {
        const page: Awaited<ReturnType<typeof logPage>> = await logPage(own, `limit=20&cursor=${cursor}`);
        found.push(...page.items.map(({ id }) => id as string));
        cursor = page.nextCursor;
      }
      isPaging = false;
      await writing;
      expect(found).toEqual(expected.slice(1));
      expect((await logOf(own)).length).toBeGreaterThan(300);
    });
  });

  describe('filters', () => {
    let own: TestTenant;
    let user: any;
    let group: any;
    let gone: any;
    beforeAll(async () => {
      own = await service.createTenant('Filtered');
      user = await own.createUser({ userName: 'Élodie@fabrikam.example', externalId: 'Entra-Élodie' });
      group = await own.createGroup({ displayName: 'Sales EU', externalId: 'entra-sales' });
      gone = await own.createUser({ userName: 'gone@fabrikam.example' });
      await own.patch(`/Groups/${group.id}`, [{ op: 'Add', path: 'members', value: [{ value: user.id }] }]);
      await own.patch(`/Users/${user.id}`, [{ op: 'Replace', path: 'active', value: 'False' }]);
      await own.delete(`/Users/${gone.id}`);
      await own.post('/Users', { schemas: [USER], userName: 'refused@fabrikam.example', active: 'maybe' });
      await own.post('/Groups', { schemas: [GROUP], displayName: 'SALES EU' });
    });

    const found = async (query: string) =>
      (await logOf(own, query)).map(({ action, outcome }) => `${action} ${outcome}`);

    it.each<[string, () => string, string[]]>([
      ['an action', () => 'action=disable', ['disable success']],
      [
        'an action of either outcome',
        () => 'action=create',
        ['create refused', 'create refused', 'create success', 'create success', 'create success'],
      ],
      ['an outcome', () => 'outcome=refused', ['create refused', 'create refused']],
      ['an action and an outcome', () => 'action=delete&outcome=success', ['delete success']],
      ['neither found', () => 'action=delete&outcome=failed', []],
      ['a resource by id', () => `resource=${user.id}`, ['disable success', 'create success']],
      [
        'a user by userName, whatever its case',
        () => `resource=${encodeURIComponent('éLODIE@fabrikam.example')}`,
        ['disable success', 'create success'],
      ],
      [
        'a user by externalId',
        () => `resource=${encodeURIComponent('Entra-Élodie')}`,
        ['disable success', 'create success'],
      ],
      [
        'a group by displayName, with what was refused',
        () => 'resource=sales+eu',
        ['create refused', 'add-member success', 'create success'],
      ],
      ['a group by externalId', () => 'resource=entra-sales', ['add-member success', 'create success']],
      [
        'a user that is deleted',
        () => 'resource=gone@fabrikam.example',
        ['delete success', 'create success'],
      ],
      ['one that never was', () => 'resource=refused@fabrikam.example', ['create refused']],
      ['a resource and an action', () => `resource=${user.id}&action=disable`, ['disable success']],
      ['a resource and an outcome', () => 'resource=Sales+EU&outcome=refused', ['create refused']],
      [
        'a text in a name',
        () => `text=${encodeURIComponent('LODIE@')}`,
        ['disable success', 'create success'],
      ],
      // What was refused names the holder of the name, with its external id.
      ['a text in an external id', () => 'text=entra-sales', ['create refused', 'create success']],
      ['a text in a detail', () => 'text=must+be+true+or+false', ['create refused']],
      ['a text and an action', () => 'text=fabrikam&action=delete', ['delete success']],
      ['a reason', () => 'reason=uniqueness', ['create refused']],
      ['a reason and a resource', () => 'reason=uniqueness&resource=sales+eu', ['create refused']],
      ['a reason, and another resource', () => `reason=uniqueness&resource=${user.id}`, []],
      ['a reason that success cannot have', () => 'reason=invalidValue&outcome=success', []],
      ['a status, of those without another reason', () => 'reason=201', []],
      ['a status that has a reason', () => 'reason=409', []],
      ['a text that is a wildcard in SQL', () => 'text=%25', []],
    ])('find %s', async (_title, query, expected) => {
      expect(await found(query())).toEqual(expected);
    });

    it('tell of a refusal what it means, what to do, and which resource is in the way', async () => {
      const [taken, invalid] = await logOf(own, 'outcome=refused');
      expect(taken).toMatchObject({
        meaning: 'Another user or group has this name already',
        advice: 'Restore or rename the other one, or change the name in Entra',
        conflictingResource: { id: group.id, name: 'Sales EU' },
      });
      expect(invalid).toMatchObject({
        meaning: 'A value is missing, or is not allowed',
        conflictingResource: null,
      });
      const csv = await fetch(`${service.url}/admin/v1${pathOf(own)}/export?reason=uniqueness`, {
        headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
      });
      expect(await csv.text()).toContain(`,${group.id},`);
    });

    it('find failures that have a status and no other reason', async () => {
      const stranger = await service.createTenant('Without a reason');
      await stranger.delete('/Users/none');
      expect(await logOf(stranger, 'reason=404')).toMatchObject([
        { status: 404, scimType: null, meaning: 'The user or group does not exist here, or no longer' },
      ]);
    });

    it('find a time, its beginning included and its end not', async () => {
      const all = await logOf(own);
      const { time } = all[3];
      const from = all.filter((entry) => entry.time >= time).map(({ id }) => id as string);
      const to = all.filter((entry) => entry.time < time).map(({ id }) => id as string);
      const ids = async (query: string) => (await logOf(own, query)).map(({ id }) => id as string);
      expect(await ids(`from=${time}`)).toEqual(from);
      expect(await ids(`to=${time}`)).toEqual(to);
      const offset = time.replace('Z', '%2B00:00');
      expect(await ids(`from=${offset}`)).toEqual(from);
      expect(await ids(`from=${time}&to=${time}`)).toEqual([]);
      expect(await found(`from=${time}&action=create&outcome=refused`)).toEqual([
        'create refused',
        'create refused',
      ]);
    });

    it('page too', async () => {
      const one = await logPage(own, 'action=create&limit=2');
      const two = await logPage(own, `action=create&limit=2&cursor=${one.nextCursor}`);
      const three = await logPage(own, `action=create&limit=2&cursor=${two.nextCursor}`);
      expect([one, two, three].map(({ items, nextCursor }) => [items.length, nextCursor === null])).toEqual([
        [2, false],
        [2, false],
        [1, true],
      ]);
    });

    it('that look at each entry look at 10,000 a page', async () => {
      const large = await service.createTenant('Large');
      const hit = 'needle in it';
      await fill(large, 23_000, (i) => ({ detail: i === 500 || i === 12_000 ? hit : null }));
      const pages = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: any = await logPage(
          large,
          `text=NEEDLE&limit=5${cursor === '' ? '' : `&cursor=${cursor}`}`,
        );
        pages.push(page.items.map(({ detail }: any) => detail));
        cursor = page.nextCursor;
      }
      expect(pages).toEqual([[], [hit], [hit]]);
    });
  });

  describe('refuses', () => {
    const year = '2026-01-01T00:00:00Z';
    it.each([
      ['from', 'from=yesterday'],
      ['from', 'from=2026-01-01'],
      ['from', 'from=2026-02-30T00:00:00Z'],
      ['to', `from=${year}&to=1`],
      ['from', `from=${year}&to=2025-01-01T00:00:00Z`],
      ['action', 'action=add+member'],
      ['outcome', 'outcome=ok'],
      ['resource', 'resource='],
      ['resource', `resource=${'x'.repeat(1025)}`],
      ['text', `text=${'x'.repeat(101)}`],
      ['text', 'text=a&text=b'],
      ['cursor', 'cursor=abc'],
      ['cursor', "cursor=' OR 1=1"],
      ['limit', 'limit=0'],
      ['limit', 'limit=201'],
      ['unknown', 'unknown=1'],
    ])('a wrong %s by name: %s', async (field, query) => {
      expectProblem(await service.admin('GET', `${pathOf(tenant)}?${query}`), 400, [field]);
      if (!['cursor', 'limit'].includes(field)) {
        expectProblem(await service.admin('GET', `${pathOf(tenant)}/export?${query}`), 400, [field]);
      }
    });

    it('a wrong format, and paging of an export', async () => {
      expectProblem(await service.admin('GET', `${pathOf(tenant)}/export?format=xml`), 400, ['format']);
      expectProblem(await service.admin('GET', `${pathOf(tenant)}/export?limit=1`), 400, ['limit']);
    });

    it.each(['\0', 'x'.repeat(255), '\u{1f600}', '%', "'; DROP TABLE provisioning_log; --", 'id:ſ'])(
      'nothing of a resource or text like %j, and finds nothing',
      async (hostile) => {
        for (const field of ['resource', 'text']) {
          const value = encodeURIComponent(hostile.slice(0, 100));
          const { status, body } = await service.admin('GET', `${pathOf(tenant)}?${field}=${value}`);
          expect([status, body.items]).toEqual([200, []]);
        }
      },
    );

    it('entries and tenants that are not there', async () => {
      for (const id of [uuidv7(), 'x', 'x'.repeat(500), '%00', "'"]) {
        expectProblem(await service.admin('GET', `${pathOf(tenant)}/${id}`), 404);
      }
      for (const rest of ['', '/export', `/${uuidv7()}`]) {
        expectProblem(await service.admin('GET', `/tenants/nobody/provisioning-log${rest}`), 404);
      }
    });
  });

  describe('of one tenant', () => {
    it('shows nothing of another one, whatever it is asked', async () => {
      const [ours, theirs] = [await service.createTenant('Ours'), await service.createTenant('Theirs')];
      const user = await theirs.createUser({ userName: 'their@b.c', externalId: 'their-id' });
      const group = await theirs.createGroup({ displayName: 'Their group' });
      await theirs.patch(`/Groups/${group.id}`, [
        { op: 'Add', path: 'members', value: [{ value: user.id }] },
      ]);
      await theirs.delete(`/Users/${user.id}`);
      await theirs.post('/Users', { schemas: [USER], userName: 'their-refused@b.c', active: 3 });
      const [newest] = await logOf(theirs);
      for (const query of [
        '',
        `resource=${user.id}`,
        'resource=their@b.c',
        'resource=their-id',
        'resource=Their+group',
        'resource=their-refused@b.c',
        'text=their',
        'action=create',
        'outcome=refused',
        `cursor=${newest.id}`,
      ]) {
        expect(await logOf(ours, query)).toEqual([]);
        const csv = await exported(ours, `format=jsonl&${query.startsWith('cursor') ? '' : query}`);
        expect(await csv.text()).toBe('');
      }
      expectProblem(await service.admin('GET', `${pathOf(ours)}/${newest.id}`), 404);
      // Their ids in our requests lead to no name of theirs.
      const own = await ours.createGroup({ displayName: 'Own' });
      await ours.patch(`/Groups/${own.id}`, [
        { op: 'Add', path: 'members', value: [{ value: (await ours.createUser()).id }] },
      ]);
      await ours.patch(`/Groups/${own.id}`, [{ op: 'Remove', path: 'members', value: [{ value: user.id }] }]);
      await ours.delete(`/Users/${user.id}`);
      await ours.delete(`/Groups/${group.id}`);
      expect(JSON.stringify(await logOf(ours))).not.toMatch(/their/i);
    });

    it('is not open to an access code', async () => {
      const response = await fetch(`${service.url}/admin/v1${pathOf(tenant)}`, {
        headers: { authorization: `Bearer ${tenant.accessCode}` },
      });
      expect(response.status).toBe(401);
    });
  });

  const exported = (owner: TestTenant, query: string, signal?: AbortSignal) =>
    fetch(`${service.url}/admin/v1${pathOf(owner)}/export?${query}`, {
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
      ...(signal === undefined ? {} : { signal }),
    });

  describe('exports', () => {
    it('JSON Lines: the entries of the list, one a line', async () => {
      const own = await service.createTenant('Exported');
      await fill(own, 450, (i) => ({ action: i % 3 === 0 ? 'delete' : 'update' }));
      const response = await exported(own, 'format=jsonl&action=delete');
      expect(response.headers.get('content-type')).toMatch(/^application\/x-ndjson/);
      expect(response.headers.get('content-disposition')).toBe(
        'attachment; filename="provisioning-log.jsonl"',
      );
      const text = await response.text();
      expect(text.endsWith('\n')).toBe(true);
      const lines = text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line));
      expect(lines).toEqual(await logOf(own, 'action=delete'));
      expect(lines).toHaveLength(150);
    });

    it('CSV that a spreadsheet takes for text', async () => {
      const own = await service.createTenant('Formulas');
      const names = ['=1+1', '+1', '-1', '@SUM(A1)', 'a,"b"\r\nc', '\t=1', 'Plain'];
      for (const displayName of names) await own.createGroup({ displayName });
      const response = await exported(own, '');
      expect(response.headers.get('content-type')).toMatch(/^text\/csv/);
      const [head, ...rows] = parseCsv(await response.text());
      const column = head?.indexOf('resourceName') ?? -1;
      expect(rows.map((row) => row[column]).reverse()).toEqual([
        "'=1+1",
        "'+1",
        "'-1",
        "'@SUM(A1)",
        'a,"b"\r\nc',
        "'\t=1",
        'Plain',
      ]);
      for (const row of rows) {
        expect(row).toHaveLength(head?.length ?? 0);
        for (const cell of row) expect(cell).not.toMatch(/^[=+@\t\r]/);
      }
    });

    it.each([
      ['a line feed', '\n=1+1', "'\n'=1+1"],
      ['line feeds and blanks', '\r\n \n\t =1+1', "'\r'\n' \n'\t =1+1"],
      ['blanks', '   =1+1', "'   =1+1"],
      ['a blank that does not break', '\u00a0=1+1', "'\u00a0=1+1"],
      ['a wide blank', '\u3000@SUM(A1)', "'\u3000@SUM(A1)"],
      ['a separator of lines', '\u2028+1', "'\u2028'+1"],
      ['a control', '\u0001=1', "'\u0001=1"],
      ['a zero-width blank', '\u200b=1+1', "'\u200b=1+1"],
      ['a byte order mark', '\ufeff=1+1', "'\ufeff=1+1"],
      ['a soft hyphen and a joiner', '\u00ad\u2060-1', "'\u00ad\u2060-1"],
      ['a mark of direction', '\u202e=1', "'\u202e=1"],
      ['a filler of no width', '\u3164=1', "'\u3164=1"],
      ['a semicolon', ';=1+1', "';'=1+1"],
      ['a word and a semicolon', 'a;=1+1', "a;'=1+1"],
      ['a word, a semicolon and what is not seen', 'a; \u200b@x', "a;' \u200b@x"],
      ['a word and a line feed', 'a\n+1', "a\n'+1"],
      ['nothing, in full width', '\uff1d1+1', "'\uff1d1+1"],
      ['nothing, as a minus', '\u22121', "'\u22121"],
    ])('CSV in which a formula behind %s is text', async (_what, displayName, written) => {
      const own = await service.createTenant('Formulas');
      await own.createGroup({ displayName });
      const [head, row] = parseCsv(await (await exported(own, '')).text());
      expect(row).toHaveLength(head?.length ?? 0);
      expect(row?.[head?.indexOf('resourceName') ?? -1]).toBe(written);
    });

    it.each(['a-b', 'a = b', 'x@y.z', 'a; b', 'Zoë\u200bX', '1+1', 'a, -b', 'a\nb=c', ' a', '\u200ba'])(
      'CSV in which %j stays as it is',
      async (displayName) => {
        const own = await service.createTenant('Texts');
        await own.createGroup({ displayName });
        const [head, row] = parseCsv(await (await exported(own, '')).text());
        expect(row?.[head?.indexOf('resourceName') ?? -1]).toBe(displayName);
      },
    );

    it('nothing but the head of an empty log', async () => {
      const own = await service.createTenant('Empty');
      expect(parseCsv(await (await exported(own, 'format=csv')).text())).toHaveLength(1);
      expect(await (await exported(own, 'format=jsonl')).text()).toBe('');
    });

    it('as a stream: it begins before all is read, at the pace of the client, and ends when the client goes', async () => {
      const own = await service.createTenant('Streamed');
      await fill(own, 40_000, () => ({ detail: 'x'.repeat(900) }));
      const { storage } = service;
      // 200 statements would read all of it.
      let reads = 0;
      storage.onStatement = (sql) => (reads += /FROM provisioning_log .*IN \(/.test(sql) ? 1 : 0);
      const leaving = new AbortController();
      try {
        const response = await exported(own, 'format=jsonl', leaving.signal);
        const reader = response.body!.getReader();
        expect((await reader.read()).value?.length).toBeGreaterThan(0);
        await sleep(1500);
        expect(reads).toBeLessThan(120);
      } finally {
        leaving.abort();
      }
      await sleep(500);
      const readThen = reads;
      await sleep(500);
      storage.onStatement = null;
      expect(reads).toBe(readThen);
      expect(reads).toBeLessThan(150);
    });
  });
});

/** RFC 4180. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^,\r\n"]*))(,|\r\n|$)/y;
  for (
    let match = cell.exec(text);
    match !== null && cell.lastIndex <= text.length;
    match = cell.exec(text)
  ) {
    const [, quoted, plain = '', end] = match;
    rows.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '' || cell.lastIndex === text.length) break;
    if (end === '\r\n') rows.push([]);
  }
  return rows;
}

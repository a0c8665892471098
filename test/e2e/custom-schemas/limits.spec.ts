import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { inParallel, tally } from '../../support/parallel.js';
import { expectProblem } from '../../support/problem.js';
import { TestService } from '../../support/service.js';
import type { TestTenant } from '../../support/tenant.js';

const urn = (index: number) => `urn:fabrikam:s${index}:User`;
/** Complex attributes of that many parts, or simple ones. */
const attributes = (count: number, parts = 0, more = {}) =>
  Array.from({ length: count }, (_, i) => ({
    name: `a${i}`,
    ...more,
    ...(parts === 0
      ? { type: 'string' }
      : { type: 'complex', subAttributes: Array.from({ length: parts }, (_, j) => ({ name: `p${j}` })) }),
  }));

onEveryDatabase('the schemas of a tenant', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => (service = await TestService.start(name)));
  beforeEach(async () => (tenant = await service.createTenant()));
  afterAll(() => service.stop());

  const put = (index: number, body: object) =>
    service.admin('PUT', `/tenants/${tenant.id}/schemas/${encodeURIComponent(urn(index))}`, body);

  it('have 2,000 attributes at most, parts counted, in one of them', async () => {
    expect((await put(0, { attributes: attributes(20, 100) })).status).toBe(201);
    expect((await put(0, { attributes: attributes(20, 100) })).status).toBe(200);
    const refused = await put(1, { attributes: attributes(100, 100) });
    expectProblem(refused, 400, ['attributes']);
    expect(refused.body.errors[0].message).toMatch(/at most 2000 attributes.*got 10000/);
  });

  it('have 2,000 attributes at most, parts counted, all together', async () => {
    expect((await put(0, { attributes: attributes(19, 100) })).status).toBe(201);
    expect((await put(1, { attributes: attributes(99) })).status).toBe(201);
    const refused = await put(2, { attributes: attributes(2) });
    expectProblem(refused, 409);
    expect(refused.body.detail).toMatch(/would have 2001 attributes.*at most 2000/);
    expect((await put(2, { attributes: attributes(1) })).status).toBe(201);
    expectProblem(await put(1, { attributes: attributes(100) }), 409);
    expect((await put(1, { attributes: attributes(98) })).status).toBe(200);
  });

  it('do not pass the limit together', async () => {
    const answers = await inParallel(6, (index) => put(index, { attributes: attributes(4, 100) }));
    expect(tally(answers.map(({ status }) => status))).toEqual({ 201: 5, 409: 1 });
  });

  it('have 2 MiB of text at most', async () => {
    const long = { canonicalValues: Array.from({ length: 90 }, (_, i) => `${i}`.padEnd(1000, 'x')) };
    for (let index = 0; index < 2; index++)
      expect((await put(index, { attributes: attributes(10, 0, long) })).status).toBe(201);
    const refused = await put(2, { attributes: attributes(10, 0, long) });
    expectProblem(refused, 409);
    expect(refused.body.detail).toMatch(/would have \d+ characters; at most 2097152/);
  });
});

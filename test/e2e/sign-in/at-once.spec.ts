import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { inParallel } from '../../support/parallel.js';
import { TestService } from '../../support/service.js';

onEveryDatabase('first requests at the same time', (name) => {
  let service: TestService;

  beforeAll(async () => {
    service = await TestService.start(name);
  });
  afterAll(() => service.stop());

  it('get the result for their own credential, valid or not, of two tenants', async () => {
    const [a, b] = [await service.createTenant('A'), await service.createTenant('B')];
    await a.createUser();
    // In the service's memory by now: only a change makes it look again.
    await service.createTenant('C');
    const codes = [a.accessCode, b.accessCode, `${a.accessCode.slice(0, -1)}-`, `idk_${'0'.repeat(58)}`];
    const answers = await inParallel(40, async (i) => {
      const response = await fetch(`${service.url}/scim/v2/Users`, {
        headers: { authorization: `Bearer ${codes[i % codes.length]}` },
        signal: AbortSignal.timeout(10_000),
      });
      const { totalResults } = (await response.json()) as { totalResults?: number };
      return [response.status, totalResults];
    });
    const expected = [
      [200, 1],
      [200, 0],
      [401, undefined],
      [401, undefined],
    ];
    expect(answers).toEqual(answers.map((_, i) => expected[i % expected.length]));
  });
});

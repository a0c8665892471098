import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Directory } from '../../../bench/src/directory.ts';
import { Clients } from '../../../bench/src/load.ts';
import { PHASES } from '../../../bench/src/phases.ts';
import { TestService } from '../../support/service.js';
import { TestTenant } from '../../support/tenant.js';

/** As few as all phases can do with. */
const AMOUNTS = { users: 100, groups: 10, reads: 100, lists: 2, largeReads: 2, additionsOf20: 25 };

let service: TestService;
beforeAll(async () => void (service = await TestService.start('sqlite')));
afterAll(() => service.stop());

/** What was wrong in each phase, of a tenant of its own. */
async function wrongAnswers(directory: Directory): Promise<string[]> {
  const { accessCode } = await TestTenant.create(service, 'Bench');
  const clients = await Clients.open(`${service.url}/scim/v2`, accessCode, 4);
  const wrong: string[] = [];
  try {
    for (const { name, tasks } of PHASES) {
      const work = tasks(directory);
      expect([name, work.length]).not.toEqual([name, 0]);
      const load = await clients.run(work);
      if (load.wrong.count > 0) wrong.push(`${name}: ${load.wrong.count} wrong, ${load.wrong.examples[0]}`);
    }
  } finally {
    clients.close();
  }
  return wrong;
}

describe('The benchmark', () => {
  it('gets the right answer to each of its requests', async () => {
    expect(await wrongAnswers(new Directory(AMOUNTS, 1, 0))).toEqual([]);
  });

  it('notices wrong answers', async () => {
    const directory = new Directory(AMOUNTS, 1, 1);
    const [list, ...states] = await wrongAnswers(directory);
    expect(list).toMatch(/^list of 100: 2 wrong/);
    expect(states.map((line) => line.split(':')[0])).toEqual(['final state', 'final state after deletion']);
  });
});

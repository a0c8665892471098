import { randomUUID } from 'node:crypto';
import { expectCreated, expectEqual, expectList, expectSent, expectStatus, Mismatch } from './check.js';
import { GROUP, letters, USER } from './client.js';

const CREATED = 11;
const AT_ONCE = 5;
const PAGE = 5;
const MAX_PAGES = 10;

/** Names of the suite hold parentheses. */
const groupName = (kind) => `LA${kind}Group-(${letters(8).toLowerCase()})`;
const newGroup = () => ({ schemas: [GROUP], displayName: groupName('Create'), externalId: randomUUID() });
const newUser = () => ({
  schemas: [USER],
  userName: `LAPage-${letters()}@conformance.example`,
  active: true,
});

/** Runs `work` `count` times, so many at once. */
async function inParallel(count, work) {
  let begun = 0;
  const worker = async () => {
    while (begun++ < count) await work();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

const pagination = (kind, endpoint, body) => ({
  name: `SCIM_${kind}_Pagination: ${CREATED} created ${AT_ONCE} at a time, read ${PAGE} a page`,
  async run(scim) {
    const created = new Set();
    await inParallel(CREATED, async () => {
      created.add(expectCreated(await scim.post(endpoint, body()), 200, 201).id);
    });
    expectEqual('number of different ids', created.size, CREATED);
    const seen = [];
    let pages = 0;
    for (let startIndex = 1, total = 1; startIndex <= total && pages < MAX_PAGES; startIndex += PAGE) {
      const answer = await scim.get(`${endpoint}?startIndex=${startIndex}&count=${PAGE}`);
      const resources = expectList(answer);
      total = answer.body.totalResults;
      expectEqual('startIndex', answer.body.startIndex, startIndex);
      expectEqual('resources in the page', resources.length, Math.min(PAGE, total - startIndex + 1));
      seen.push(...resources.map(({ id }) => id));
      pages++;
    }
    if (pages < 2) throw new Mismatch('pages', 'at least 2', pages);
    expectEqual('resources that were listed twice', seen.length - new Set(seen).size, 0);
    const unseen = [...created].filter((id) => !seen.includes(id));
    // A server with many resources of its own shows ours on later pages.
    if (pages < MAX_PAGES) expectEqual('resources that no page showed', unseen, []);
  },
});

/** The direct tests on groups, and paging. */
export default {
  source: 'Microsoft Logic App suite (AzureAD/SCIMReferenceCode)',
  mediaType: 'application/scim+json',
  cases: [
    {
      name: 'SCIM_Group_Create: a name with parentheses, found by it',
      async run(scim) {
        const sent = newGroup();
        const { id } = expectCreated(await scim.post('/Groups', sent), 200, 201);
        const [found] = expectList(await scim.find('/Groups', `displayName eq "${sent.displayName}"`), 1);
        expectEqual('id of the group found', found.id, id);
        expectSent('the group found', found, sent);
      },
    },
    {
      name: 'SCIM_Group_Update: displayName and externalId by path',
      async run(scim) {
        const { id } = expectCreated(await scim.post('/Groups', newGroup()), 200, 201);
        const values = { displayName: groupName('Update'), externalId: randomUUID() };
        for (const [path, value] of Object.entries(values)) {
          expectStatus(await scim.patch(`/Groups/${id}`, [{ op: 'replace', path, value }]), 200, 204);
        }
        expectSent('the group', expectStatus(await scim.get(`/Groups/${id}`), 200).body, values);
      },
    },
    pagination('User', '/Users', newUser),
    pagination('Group', '/Groups', newGroup),
    {
      name: 'Validate_Credentials',
      skip: 'signs in with OAuth client credentials; this suite has a bearer token only',
    },
    {
      name: 'Federated_Identity',
      skip: 'exchanges a token of Entra (workload identity federation); this suite has a bearer token only',
    },
  ],
};

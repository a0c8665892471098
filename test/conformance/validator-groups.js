import { randomUUID } from 'node:crypto';
import { expectCreated, expectEqual, expectError, expectList, expectSent, expectStatus } from './check.js';
import { GROUP, letters } from './client.js';
import { validatorGroup, validatorUser } from './validator-values.js';

const EXCLUDED = 'excludedAttributes=members';

const createGroup = async (scim, sent = validatorGroup()) =>
  expectCreated(await scim.post('/Groups', sent)).id;
const createUser = async (scim) => expectCreated(await scim.post('/Users', validatorUser())).id;

/** Sends the operations and reads the group again. */
async function patched(scim, id, operations) {
  expectStatus(await scim.patch(`/Groups/${id}`, operations), 200, 204);
  return expectStatus(await scim.get(`/Groups/${id}`), 200).body;
}

const memberIds = (group) => (group.members ?? []).map((member) => member.value).sort();
const setMembers = (ids) => ({ op: 'replace', path: 'members', value: ids.map((value) => ({ value })) });

async function groupWithMember(scim) {
  const sent = validatorGroup();
  const id = await createGroup(scim, sent);
  const user = await createUser(scim);
  expectEqual('members before', memberIds(await patched(scim, id, [setMembers([user])])), [user]);
  return { id, sent };
}

/** Members cannot be made up from a `type`; a schema with types of members makes the validator try. */
async function memberOperation(scim) {
  const { body } = await scim.get('/Schemas');
  const group = body?.Resources?.find(({ id }) => id === GROUP);
  const members = group?.attributes?.find(({ name }) => name === 'members');
  const type = members?.subAttributes?.find(({ name }) => name === 'type');
  return (type?.canonicalValues ?? []).map((each) => ({
    op: 'replace',
    path: `members[type eq "${each}"].value`,
    value: letters(),
  }));
}

/** Tests 14 to 25 of the SCIM Validator: groups. */
export default {
  source: 'Microsoft SCIM Validator',
  mediaType: 'application/scim+json; charset=utf-8',
  cases: [
    {
      test: 14,
      name: 'Get group by id excluding members',
      async run(scim) {
        const { id, sent } = await groupWithMember(scim);
        const { body } = expectStatus(await scim.get(`/Groups/${id}?${EXCLUDED}`), 200);
        expectSent('the group', body, sent);
        expectEqual('"members" in the answer', Object.hasOwn(body, 'members'), false);
      },
    },
    {
      test: 15,
      name: 'Filter for an existing group excluding members',
      async run(scim) {
        const { id, sent } = await groupWithMember(scim);
        const filter = `displayName eq "${sent.displayName}"`;
        const [found] = expectList(await scim.find('/Groups', filter, `${EXCLUDED}&`), 1);
        expectEqual('id of the group found', found.id, id);
        expectEqual('"members" in the answer', Object.hasOwn(found, 'members'), false);
      },
    },
    {
      test: 16,
      name: 'Filter for an existing group',
      async run(scim) {
        const sent = validatorGroup();
        const id = await createGroup(scim, sent);
        const [found] = expectList(await scim.find('/Groups', `displayName eq "${sent.displayName}"`), 1);
        expectEqual('id of the group found', found.id, id);
        expectSent('the group found', found, sent);
      },
    },
    {
      test: 17,
      name: 'Filter for a non-existing group',
      async run(scim) {
        expectList(await scim.find('/Groups', `displayName eq "nonexistent${letters()}_${letters()}"`), 0);
      },
    },
    {
      test: 18,
      name: 'Filter for an existing group with a different case',
      async run(scim) {
        const sent = validatorGroup();
        const id = await createGroup(scim, sent);
        const filter = `displayName eq "${sent.displayName.toLowerCase()}"`;
        const [found] = expectList(await scim.find('/Groups', filter), 1);
        expectEqual('id of the group found', found.id, id);
      },
    },
    {
      test: 19,
      name: 'Create a new Group',
      async run(scim) {
        const sent = validatorGroup();
        expectSent('the answer to POST', expectCreated(await scim.post('/Groups', sent)), sent);
      },
    },
    {
      test: 20,
      name: 'Create a duplicate Group',
      async run(scim) {
        const sent = validatorGroup();
        await createGroup(scim, sent);
        expectError(await scim.post('/Groups', sent), 409);
      },
    },
    {
      test: 21,
      name: 'Patch Group - Replace Attributes',
      async run(scim) {
        const externalId = randomUUID();
        const operations = [{ op: 'replace', value: { externalId } }, ...(await memberOperation(scim))];
        const group = await patched(scim, await createGroup(scim), operations);
        expectEqual('externalId', group.externalId, externalId);
      },
    },
    {
      test: 22,
      name: 'Update Group displayName',
      async run(scim) {
        const displayName = letters();
        const group = await patched(scim, await createGroup(scim), [
          { op: 'replace', value: { displayName } },
        ]);
        expectEqual('displayName', group.displayName, displayName);
      },
    },
    {
      test: 23,
      name: 'Patch Group - Add Member',
      async run(scim) {
        const [id, user] = [await createGroup(scim), await createUser(scim)];
        expectEqual('members', memberIds(await patched(scim, id, [setMembers([user])])), [user]);
      },
    },
    {
      test: 24,
      name: 'Patch Group - Remove Member',
      async run(scim) {
        const [id, gone, kept] = [await createGroup(scim), await createUser(scim), await createUser(scim)];
        const before = await patched(scim, id, [setMembers([gone, kept])]);
        expectEqual('members before', memberIds(before), [gone, kept].sort());
        const after = await patched(scim, id, [{ op: 'remove', path: `members[value eq "${gone}"]` }]);
        expectEqual('members after', memberIds(after), [kept]);
      },
    },
    {
      test: 25,
      name: 'Delete a Group',
      async run(scim) {
        const id = await createGroup(scim);
        expectStatus(await scim.delete(`/Groups/${id}`), 204);
        expectError(await scim.get(`/Groups/${id}`), 404);
      },
    },
  ],
};

import { randomUUID } from 'node:crypto';
import { expectCreated, expectEqual, expectError, expectList, expectStatus } from './check.js';
import { ENTERPRISE, GROUP, letters, USER } from './client.js';

const address = (name) => `${name}.${letters(8).toLowerCase()}@conformance.example`;

const user = (overrides = {}) => ({
  UserName: address('user'),
  Active: true,
  DisplayName: `Postman ${letters()}`,
  schemas: [ENTERPRISE, USER],
  externalId: randomUUID(),
  name: { formatted: 'Ria Maes', familyName: 'Maes', givenName: 'Ria' },
  emails: [
    { Primary: true, type: 'work', value: address('work') },
    { Primary: false, type: 'home', value: address('home') },
  ],
  ...overrides,
});
const group = (members = []) => ({
  externalId: randomUUID(),
  schemas: [GROUP],
  displayName: `Postman ${letters()}`,
  members,
});
const memberIds = async (scim, id) =>
  (expectStatus(await scim.get(`/Groups/${id}`), 200).body.members ?? []).map(({ value }) => value).sort();

/** Requests of Microsoft's Postman collection: names in other letter case, a slash before the query, plain JSON. */
export default {
  source: "Microsoft's Postman collection (AzureAD/SCIMReferenceCode, PostmanCollection.json)",
  mediaType: 'application/json',
  cases: [
    {
      name: 'Get ResourceTypes, ServiceProviderConfig and Schemas',
      async run(scim) {
        const types = expectList(await scim.get('/ResourceTypes'));
        expectEqual('endpoint of the first resource type', types[0]?.endpoint, '/Users');
        const { body } = expectStatus(await scim.get('/ServiceProviderConfig'), 200);
        expectEqual('patch.supported', body.patch?.supported, true);
        const { text } = expectStatus(await scim.get('/Schemas'), 200);
        expectEqual('"User Account" in /Schemas', text.includes('User Account'), true);
      },
    },
    {
      name: 'Post User, with capitalised attribute names',
      async run(scim) {
        const sent = user();
        const created = expectCreated(await scim.post('/Users', sent));
        expectEqual('userName', created.userName, sent.UserName);
        expectEqual('active', created.active, true);
        expectEqual('displayName', created.displayName, sent.DisplayName);
        const primary = created.emails.find((each) => each.primary === true);
        expectEqual('primary address', primary?.value, sent.emails[0].value);
      },
    },
    {
      name: 'Post EnterpriseUser, with capitalised attribute names in the extension',
      async run(scim) {
        const extension = { Department: 'Planning', Manager: { Value: 'SuzzyQ' } };
        const created = expectCreated(await scim.post('/Users', user({ [ENTERPRISE]: extension })));
        expectEqual('department', created[ENTERPRISE]?.department, 'Planning');
        expectEqual('manager.value', created[ENTERPRISE]?.manager?.value, 'SuzzyQ');
      },
    },
    {
      name: 'Get User Attributes',
      async run(scim) {
        const { id } = expectCreated(await scim.post('/Users', user()));
        const listed = expectList(await scim.get('/Users?attributes=userName,emails'));
        const names = listed.map((each) => Object.hasOwn(each, 'displayName') || Object.hasOwn(each, 'name'));
        expectEqual('attributes that were not asked for', names.includes(true), false);
        const { body } = expectStatus(await scim.get(`/Users/${id}?attributes=userName,emails`), 200);
        expectEqual('number of addresses', body.emails?.length, 2);
      },
    },
    {
      name: 'Get User Filters: /Users/?filter=DisplayName+eq+…',
      async run(scim) {
        const sent = user();
        const { id } = expectCreated(await scim.post('/Users', sent));
        const [found] = expectList(await scim.find('/Users/', `DisplayName eq "${sent.DisplayName}"`), 1);
        expectEqual('id of the user found', found.id, id);
      },
    },
    {
      name: 'Patch user, then read it',
      async run(scim) {
        const { id } = expectCreated(await scim.post('/Users', user()));
        const userName = address('patched');
        expectStatus(
          await scim.patch(`/Users/${id}`, [{ op: 'replace', path: 'userName', value: userName }]),
          200,
          204,
        );
        expectEqual('userName', expectStatus(await scim.get(`/Users/${id}`), 200).body.userName, userName);
      },
    },
    {
      name: 'Put user, then read it',
      async run(scim) {
        const { id } = expectCreated(await scim.post('/Users', user()));
        const name = { formatted: 'New Name', familyName: 'Name', givenName: 'New' };
        expectStatus(await scim.put(`/Users/${id}`, user({ id, name })), 200);
        expectEqual('name', expectStatus(await scim.get(`/Users/${id}`), 200).body.name, name);
      },
    },
    {
      name: 'Post and put groups with members',
      async run(scim) {
        const [one, two] = [
          expectCreated(await scim.post('/Users', user())).id,
          expectCreated(await scim.post('/Users', user())).id,
        ];
        const { id } = expectCreated(await scim.post('/Groups', group([{ value: one, display: 'VP' }])));
        expectEqual('members after POST', await memberIds(scim, id), [one]);
        const members = [one, two].map((value) => ({ value, display: 'VP' }));
        expectStatus(await scim.put(`/Groups/${id}`, { ...group(members), id }), 200);
        expectEqual('members after PUT', await memberIds(scim, id), [one, two].sort());
      },
    },
    {
      name: 'Patch: add a member with extra names, remove it, remove all',
      async run(scim) {
        const member = expectCreated(await scim.post('/Users', user())).id;
        const { id } = expectCreated(await scim.post('/Groups', group()));
        const value = [{ displayName: 'new User', value: member }];
        const add = { name: 'addMember', op: 'add', path: 'members', value };
        const removals = [
          { op: 'remove', path: `members[value eq "${member}"]` },
          { op: 'remove', path: 'members' },
        ];
        for (const removal of removals) {
          expectStatus(await scim.patch(`/Groups/${id}`, [add]), 200, 204);
          expectEqual('members after add', await memberIds(scim, id), [member]);
          expectStatus(await scim.patch(`/Groups/${id}`, [removal]), 200, 204);
          expectEqual(`members after remove ${removal.path}`, await memberIds(scim, id), []);
        }
      },
    },
    {
      name: 'Delete users and groups',
      async run(scim) {
        for (const [endpoint, sent] of [
          ['/Users', user()],
          ['/Groups', group()],
        ]) {
          const { id } = expectCreated(await scim.post(endpoint, sent));
          expectStatus(await scim.delete(`${endpoint}/${id}`), 204);
          expectError(await scim.get(`${endpoint}/${id}`), 404);
        }
      },
    },
  ],
};

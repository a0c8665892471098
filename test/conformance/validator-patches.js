import { expectCreated, expectEmpty, expectEqual, expectStatus, expectValues } from './check.js';
import { ENTERPRISE, letters, USER } from './client.js';
import { merged, newElements, newScalars, validatorUser, verbose } from './validator-values.js';

const MANAGER = `${ENTERPRISE}:manager`;

const create = async (scim, sent = validatorUser()) => expectCreated(await scim.post('/Users', sent)).id;

/** Sends the operations and reads the user again. */
async function patched(scim, id, operations) {
  expectStatus(await scim.patch(`/Users/${id}`, operations), 200, 204);
  return expectStatus(await scim.get(`/Users/${id}`), 200).body;
}

/** Tests 6, 7 and 9 to 12 of the SCIM Validator: users are changed. */
export default {
  source: 'Microsoft SCIM Validator',
  mediaType: 'application/scim+json; charset=utf-8',
  cases: [
    {
      test: 6,
      name: 'Patch User - Replace Attributes',
      async run(scim) {
        const [scalars, elements] = [newScalars(), newElements(true)];
        const user = await patched(scim, await create(scim), merged('replace', scalars, elements));
        expectValues('after the PATCH', user, { ...scalars, ...elements });
      },
    },
    {
      test: 6,
      name: 'Patch User - Replace Attributes Verbose',
      async run(scim) {
        const values = { ...newScalars(), ...newElements('True') };
        const user = await patched(scim, await create(scim), verbose('replace', values));
        expectValues('after the PATCH', user, values);
        expectEqual('number of roles', user.roles.length, 1);
      },
    },
    {
      test: 7,
      name: 'Update User userName',
      async run(scim) {
        const userName = `${letters().toLowerCase()}@${letters().toLowerCase()}.example`;
        const user = await patched(scim, await create(scim), [{ op: 'replace', value: { userName } }]);
        expectEqual('userName', user.userName, userName);
      },
    },
    {
      test: 9,
      name: 'Patch User - Add Attributes',
      async run(scim) {
        const { userName } = validatorUser();
        const [scalars, elements] = [newScalars(), newElements(true)];
        const id = await create(scim, { schemas: [USER], userName });
        expectValues('after the PATCH', await patched(scim, id, merged('add', scalars, elements)), {
          ...scalars,
          ...elements,
        });
      },
    },
    {
      test: 9,
      name: 'Patch User - Remove Attributes',
      async run(scim) {
        const names = [...Object.keys(newScalars()), ...Object.keys(newElements(true))];
        // Without a primary role no filter finds what is left of it: that element goes as a whole.
        const paths = names.filter((path) => path !== 'active' && !path.startsWith('roles'));
        const operations = [...paths, 'roles[primary eq "True"]'].map((path) => ({ op: 'remove', path }));
        const user = await patched(scim, await create(scim), operations);
        expectEmpty('after the PATCH', user, [...paths, 'roles']);
        expectEqual('active', user.active, true);
      },
    },
    {
      test: 10,
      name: 'Patch User - Add Manager',
      async run(scim) {
        const [id, manager] = [await create(scim), await create(scim)];
        const user = await patched(scim, id, [{ op: 'add', path: MANAGER, value: { value: manager } }]);
        expectEqual('manager.value', user[ENTERPRISE]?.manager?.value, manager);
      },
    },
    {
      test: 11,
      name: 'Patch User - Replace Manager',
      async run(scim) {
        const [id, first, second] = [await create(scim), await create(scim), await create(scim)];
        await patched(scim, id, [{ op: 'add', path: MANAGER, value: { value: first } }]);
        const user = await patched(scim, id, [{ op: 'replace', path: MANAGER, value: { value: second } }]);
        expectEqual('manager.value', user[ENTERPRISE]?.manager?.value, second);
      },
    },
    {
      test: 12,
      name: 'Patch User - Remove Manager',
      async run(scim) {
        const user = await patched(scim, await create(scim), [
          { op: 'replace', path: MANAGER, value: { value: '' } },
        ]);
        const manager = user[ENTERPRISE]?.manager;
        expectEmpty('after the PATCH', { value: manager?.value }, ['value']);
      },
    },
  ],
};

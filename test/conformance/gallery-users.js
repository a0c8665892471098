import { randomInt, randomUUID } from 'node:crypto';
import {
  expectCreated,
  expectEmpty,
  expectEqual,
  expectSent,
  expectStatus,
  expectValues,
  Mismatch,
} from './check.js';
import { ENTERPRISE, letters, USER } from './client.js';
import { MAPPED_USER_ATTRIBUTES } from './gallery-schema.js';
import { merged, verbose } from './validator-values.js';

const MANAGER = `${ENTERPRISE}:manager`;
/** What the suite never empties: required, matched by, or a reference. */
const KEPT = ['userName', 'active', 'externalId', MANAGER];
const NULLED = MAPPED_USER_ATTRIBUTES.filter((path) => !KEPT.includes(path));

const userName = () => `LACreateUser-${letters(6)}@conformance.example`;
const isFiltered = ([path]) => path.includes('[');

/** A user with a value for every attribute that is mapped by default. */
function mappedUser() {
  const types = ['work', 'mobile', 'fax'];
  return {
    schemas: [USER, ENTERPRISE],
    userName: userName(),
    active: true,
    externalId: randomUUID(),
    displayName: `Test${letters(6)}`,
    title: `Test${letters(6)}`,
    preferredLanguage: 'en-US',
    name: { givenName: letters(6), familyName: letters(6), formatted: letters(6) },
    emails: [{ type: 'work', primary: true, value: userName() }],
    phoneNumbers: types.map((type, index) => ({
      type,
      primary: index === 0,
      value: `+1 425 ${randomInt(100, 999)}`,
    })),
    addresses: [
      {
        type: 'work',
        primary: true,
        formatted: letters(),
        streetAddress: letters(),
        locality: letters(),
        region: letters(),
        postalCode: '98052',
        country: 'US',
      },
    ],
    [ENTERPRISE]: { employeeNumber: letters(6), department: letters(6) },
  };
}

/** A new value for each single-valued attribute of /Schemas that clients can set and read. */
async function newValues(scim) {
  const { body } = expectStatus(await scim.get('/Schemas'), 200);
  const attributesOf = (urn) => body.Resources?.find(({ id }) => id === urn)?.attributes ?? [];
  const settable = ({ multiValued, mutability, returned, type }) =>
    multiValued !== true && mutability === 'readWrite' && returned !== 'never' && type !== 'reference';
  const leaves = (attributes, before) =>
    attributes.filter(settable).flatMap((attribute) => {
      if (attribute.type !== 'complex') return [[before + attribute.name, newValue(attribute)]];
      if (attribute.name === 'manager') return [];
      return leaves(attribute.subAttributes ?? [], `${before}${attribute.name}.`);
    });
  const found = [...leaves(attributesOf(USER), ''), ...leaves(attributesOf(ENTERPRISE), `${ENTERPRISE}:`)];
  if (found.length === 0) throw new Mismatch('/Schemas', 'single-valued attributes of User', body);
  return Object.fromEntries(found);
}

function newValue({ type }) {
  switch (type) {
    case 'boolean':
      return true;
    case 'integer':
      return randomInt(1, 1000);
    case 'decimal':
      return 1.5;
    case 'dateTime':
      return '2026-01-31T10:00:00Z';
    default:
      return `upd-${letters(4).toLowerCase()}`;
  }
}

async function read(scim, id) {
  return expectStatus(await scim.get(`/Users/${id}`), 200).body;
}

const update = (name, operationsOf) => ({
  name: `SCIM_User_Update: every single-valued attribute, ${name}`,
  async run(scim) {
    const { id } = expectCreated(await scim.post('/Users', mappedUser()));
    const values = await newValues(scim);
    expectStatus(await scim.patch(`/Users/${id}`, operationsOf(values)), 200, 204);
    expectValues('after the PATCH', await read(scim, id), values);
  },
});

/** First "", then, on a user with values again, null. */
const clear = (name, operationsOf) => ({
  name: `SCIM_Null_Update: every mapped attribute, ${name}`,
  async run(scim) {
    for (const value of ['', null]) {
      const sent = mappedUser();
      const { id } = expectCreated(await scim.post('/Users', sent));
      const operations = operationsOf(Object.fromEntries(NULLED.map((path) => [path, value])));
      expectStatus(await scim.patch(`/Users/${id}`, operations), 200, 204);
      const user = await read(scim, id);
      expectEmpty(`after ${JSON.stringify(value)}`, user, NULLED);
      expectEqual('userName', user.userName, sent.userName);
      // The suite sends null to what "" has emptied already.
      expectStatus(await scim.patch(`/Users/${id}`, operations), 200, 204);
    }
  },
});

const mergedReplace = (values) => {
  const entries = Object.entries(values);
  const elements = Object.fromEntries(entries.filter(isFiltered));
  return merged('replace', Object.fromEntries(entries.filter((entry) => !isFiltered(entry))), elements);
};

/** The direct tests on users: created, updated, emptied, given a manager. */
export default {
  source: 'Microsoft Logic App suite (AzureAD/SCIMReferenceCode)',
  mediaType: 'application/scim+json',
  cases: [
    {
      name: 'SCIM_User_Create: every mapped attribute',
      async run(scim) {
        const sent = mappedUser();
        const created = expectCreated(await scim.post('/Users', sent), 200, 201);
        expectSent('the answer to POST', created, sent);
        expectSent('the user', await read(scim, created.id), sent);
      },
    },
    update('one operation each', (values) => verbose('replace', values)),
    update('one operation for all', (values) => merged('replace', values, {})),
    clear('one operation each', (values) => verbose('replace', values)),
    clear('one operation for all that take no filter', mergedReplace),
    {
      name: 'SCIM_Update_Manager',
      async run(scim) {
        const [first, second] = [
          expectCreated(await scim.post('/Users', mappedUser())).id,
          expectCreated(await scim.post('/Users', mappedUser())).id,
        ];
        const { id } = expectCreated(await scim.post('/Users', mappedUser()));
        const steps = [
          ['Add', first, first],
          ['replace', second, second],
          ['replace', '', undefined],
        ];
        for (const [op, value, expected] of steps) {
          expectStatus(await scim.patch(`/Users/${id}`, [{ op, path: MANAGER, value }]), 200, 204);
          const manager = (await read(scim, id))[ENTERPRISE]?.manager;
          expectEqual(`manager.value after ${op} "${value}"`, manager?.value || undefined, expected);
        }
      },
    },
  ],
};

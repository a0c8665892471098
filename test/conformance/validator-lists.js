import { randomUUID } from 'node:crypto';
import { expectCreated, expectEqual, expectList, expectStatus, Mismatch } from './check.js';
import { GROUP, USER } from './client.js';
import { validatorGroup, validatorUser } from './validator-values.js';

const TYPES = {
  string: [
    'id',
    'externalId',
    'userName',
    'displayName',
    'nickName',
    'profileUrl',
    'title',
    'userType',
    'locale',
  ],
  boolean: ['active'],
  object: ['name', 'meta'],
};
const LISTS = ['emails', 'phoneNumbers', 'addresses', 'roles', 'members', 'groups'];

/** Microsoft's client reads each resource into its own core user or group: required attributes, right types. */
function expectParsable(resource, urn, required) {
  const what = `a resource of the list`;
  if (!resource.schemas?.includes(urn)) throw new Mismatch(`${what}, schemas`, urn, resource.schemas);
  for (const name of required) {
    if (!resource[name]) throw new Mismatch(`${what}, ${name}`, 'a value', resource[name]);
  }
  for (const [type, names] of Object.entries(TYPES)) {
    for (const name of names.filter((each) => Object.hasOwn(resource, each))) {
      expectEqual(`${what}, type of ${name}`, typeof resource[name], type);
    }
  }
  for (const name of LISTS.filter((each) => Object.hasOwn(resource, each))) {
    expectEqual(`${what}, whether ${name} is a list`, Array.isArray(resource[name]), true);
    for (const { primary = false } of resource[name])
      expectEqual(`${name}.primary`, typeof primary, 'boolean');
  }
}

const probe = (endpoint, attribute) => ({
  name: `${endpoint} has nobody with a random ${attribute}: 200 and an empty list`,
  async run(scim) {
    expectList(await scim.find(endpoint, `${attribute} eq "${randomUUID()}"`), 0);
  },
});

/** What the validator asks of every list, and what Entra asks before it does anything. */
export default {
  source: 'Microsoft SCIM Validator, lists and schemas',
  mediaType: 'application/scim+json; charset=utf-8',
  cases: [
    probe('/Users', 'userName'),
    probe('/Users', 'emails[type eq "work"].value'),
    probe('/Groups', 'displayName'),
    {
      name: 'Users are listed with schemas, totalResults and resources that Entra can read',
      async run(scim) {
        const { id } = expectCreated(await scim.post('/Users', validatorUser()));
        const listed = expectList(await scim.get('/Users'));
        if (listed.length === 0) throw new Mismatch('Resources', 'at least one user', listed);
        const [found] = expectList(await scim.find('/Users', `id eq "${id}"`), 1);
        for (const user of [...listed, found]) expectParsable(user, USER, ['id', 'userName']);
      },
    },
    {
      name: 'Groups are listed with schemas, totalResults and resources that Entra can read',
      async run(scim) {
        const member = expectCreated(await scim.post('/Users', validatorUser()));
        const members = [{ value: member.id }];
        const { id } = expectCreated(await scim.post('/Groups', validatorGroup({ members })));
        const listed = expectList(await scim.get('/Groups'));
        if (listed.length === 0) throw new Mismatch('Resources', 'at least one group', listed);
        const [found] = expectList(await scim.find('/Groups', `id eq "${id}"`), 1);
        for (const group of [...listed, found]) expectParsable(group, GROUP, ['id', 'displayName']);
        const [user] = expectList(await scim.find('/Users', `id eq "${member.id}"`), 1);
        expectParsable(user, USER, ['id', 'userName']);
      },
    },
    {
      // "$ref" stops the validator (learn.microsoft.com/answers 1457148); of a type it makes up members.
      name: 'The Group schema publishes neither "$ref" nor types of members',
      async run(scim) {
        const { body } = expectStatus(await scim.get('/Schemas'), 200);
        const group = body.Resources?.find(({ id }) => id === GROUP);
        const members = group?.attributes?.find(({ name }) => name === 'members');
        if (members === undefined) throw new Mismatch('/Schemas', 'members of Group', body.Resources);
        const offending = (members.subAttributes ?? [])
          .filter(({ name, canonicalValues = [] }) => name === '$ref' || canonicalValues.length > 0)
          .map(({ name }) => name);
        expectEqual('sub-attributes of members that should not be there', offending, []);
      },
    },
    {
      name: 'The schemas have names and values in camel case, and no null',
      async run(scim) {
        const schemas = expectList(await scim.get('/Schemas'));
        const flatten = (attributes) =>
          attributes.flatMap((each) => [each, ...flatten(each.subAttributes ?? [])]);
        const attributes = schemas.flatMap((schema) => flatten(schema.attributes));
        if (attributes.length === 0) throw new Mismatch('/Schemas', 'attributes', schemas);
        for (const attribute of attributes) {
          const names = [attribute.name, attribute.type, attribute.mutability, attribute.returned];
          const odd = names.find((each) => !/^(?:[a-z][A-Za-z0-9]*|\$ref)$/.test(each));
          expectEqual(`"${attribute.name}" in /Schemas, value not in camel case`, odd, undefined);
          expectEqual(
            `"${attribute.name}" in /Schemas, null`,
            Object.values(attribute).includes(null),
            false,
          );
        }
      },
    },
  ],
};

import { expectList, Mismatch } from './check.js';
import { ENTERPRISE, GROUP, USER } from './client.js';

/** The targets of the default mapping of an application that is not in the gallery. */
export const MAPPED_USER_ATTRIBUTES = [
  ...['userName', 'active', 'displayName', 'title', 'emails[type eq "work"].value', 'preferredLanguage'],
  ...['name.givenName', 'name.familyName', 'name.formatted'],
  ...['formatted', 'streetAddress', 'locality', 'region', 'postalCode', 'country'].map(
    (name) => `addresses[type eq "work"].${name}`,
  ),
  ...['work', 'mobile', 'fax'].map((type) => `phoneNumbers[type eq "${type}"].value`),
  'externalId',
  ...['employeeNumber', 'department', 'manager'].map((name) => `${ENTERPRISE}:${name}`),
];
const MAPPED_GROUP_ATTRIBUTES = ['displayName', 'externalId', 'members'];
/** What a mapping of app roles adds. */
const MAPPED_ROLES = ['display', 'value', 'type'].map((name) => `roles[primary eq "True"].${name}`);

/**
 * The names that attributes have in a mapping, made from /Schemas by the rule of Microsoft's Logic App suite
 * (github.com/AzureAD/SCIMReferenceCode, SCIMTests_Workflow.json, Flatten_User_Attrs_Loop).
 */
export function flatten(schemas, resourceUrn) {
  const core = schemas.find(({ id }) => id === resourceUrn);
  const names = (core?.attributes ?? []).flatMap(namesOf);
  if (resourceUrn !== USER) return names;
  const extensions = schemas.filter(({ id }) => id !== USER && id !== GROUP);
  return [
    ...names,
    ...extensions.flatMap(({ id, attributes = [] }) => attributes.map(({ name }) => `${id}:${name}`)),
  ];
}

function namesOf({ name, type, multiValued, subAttributes = [] }) {
  if (name === 'manager' || name === 'members') return [name];
  if (type === 'complex' && multiValued === true) {
    const types = subAttributes.find((sub) => sub.name === 'type')?.canonicalValues ?? [];
    if (types.length === 0) {
      return subAttributes
        .filter((sub) => sub.name !== 'primary')
        .map((sub) => `${name}[primary eq "True"].${sub.name}`);
    }
    const values = subAttributes.filter((sub) => sub.name !== 'type' && sub.name !== 'primary');
    return types.flatMap((each) => values.map((sub) => `${name}[type eq "${each}"].${sub.name}`));
  }
  if (type === 'complex') {
    return subAttributes
      .filter((sub) => sub.type !== 'complex' && sub.type !== 'reference')
      .map((sub) => `${name}.${sub.name}`);
  }
  return type === 'reference' ? [] : [name];
}

const discovered = (urn, kind) => (path) => ({
  name: `Schema_Discoverability: ${kind} ${path}`,
  async run(scim) {
    const names = flatten(expectList(await scim.get('/Schemas')), urn);
    if (!names.some((name) => name.toLowerCase() === path.toLowerCase())) {
      throw new Mismatch('/Schemas', `the attribute ${path}`, names);
    }
  },
});

/** Every attribute that is mapped by default is found in /Schemas. */
export default {
  source: 'Microsoft Logic App suite (AzureAD/SCIMReferenceCode)',
  mediaType: 'application/scim+json',
  cases: [
    ...[...MAPPED_USER_ATTRIBUTES, ...MAPPED_ROLES].map(discovered(USER, 'User')),
    ...MAPPED_GROUP_ATTRIBUTES.map(discovered(GROUP, 'Group')),
  ],
};

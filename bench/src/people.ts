const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** A user as Entra's default mapping sends it. */
export function userBody(n: string): Record<string, any> {
  const userName = `person${n}@fabrikam.example`;
  return {
    schemas: [CORE, ENTERPRISE],
    externalId: `7d1c3f9e-0a41-4c1e-9f0e-${n.padStart(12, '0')}`,
    userName,
    active: true,
    displayName: `Person ${n}`,
    title: `Planner ${Number(n.slice(-2)) % 50}`,
    preferredLanguage: 'nl-BE',
    name: { formatted: `Given${n} Family${n}`, givenName: `Given${n}`, familyName: `Family${n}` },
    emails: [{ primary: true, type: 'work', value: userName }],
    addresses: [
      { type: 'work', streetAddress: `Kaai ${n}`, locality: 'Gent', postalCode: '9000', country: 'BE' },
    ],
    phoneNumbers: [
      { type: 'work', value: `+32 9 ${n}` },
      { type: 'mobile', value: `+32 470 ${n}` },
    ],
    [ENTERPRISE]: { employeeNumber: `E-${n}`, department: `Department ${Number(n.slice(-2)) % 40}` },
  };
}

export function groupBody(n: string): Record<string, any> {
  return { schemas: [GROUP], displayName: `Group ${n}`, externalId: `group-${n}` };
}

export function patchBody(...operations: readonly object[]): object {
  return { schemas: [PATCH_OP], Operations: operations };
}

/** An update as Entra sends it without `aadOptscim062020`: three attributes, stored in three different ways. */
export function updateBody(n: string): object {
  return patchBody(
    { op: 'Replace', path: 'displayName', value: `Renamed ${n}` },
    { op: 'Replace', path: 'emails[type eq "work"].value', value: `renamed${n}@fabrikam.example` },
    { op: 'Add', path: `${ENTERPRISE}:department`, value: `Moved ${n}` },
  );
}

export function addMembers(ids: readonly string[]): object {
  return patchBody({ op: 'Add', path: 'members', value: ids.map((value) => ({ value })) });
}

export function removeMember(id: string): object {
  return patchBody({ op: 'Remove', path: 'members', value: [{ value: id }] });
}

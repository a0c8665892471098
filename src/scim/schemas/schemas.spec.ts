import { describe, expect, it } from '@jest/globals';
import type { AttributeDefinition } from '../attribute.js';
import { enterpriseUserSchema } from './enterprise-user.js';
import { groupSchema } from './group.js';
import { sharedAttributes } from './shared-attributes.js';
import { userSchema } from './user.js';

/** One line per attribute: its type and what differs from the defaults of RFC 7643 section 2.2. */
function lines(attributes: readonly AttributeDefinition[], owner = ''): string[] {
  return attributes.flatMap((attribute) => [
    `${owner}${attribute.name}: ${characteristics(attribute).join(' ')}`,
    ...lines(attribute.subAttributes ?? [], `${owner}${attribute.name}.`),
  ]);
}

function characteristics(attribute: AttributeDefinition): string[] {
  return [
    attribute.type + (attribute.multiValued ? '[]' : ''),
    ...(attribute.required ? ['required'] : []),
    ...(attribute.caseExact ? ['caseExact'] : []),
    ...(attribute.mutability === 'readWrite' ? [] : [attribute.mutability]),
    ...(attribute.returned === 'default' ? [] : [`returned:${attribute.returned}`]),
    ...(attribute.uniqueness === 'none' ? [] : [`unique:${attribute.uniqueness}`]),
    ...(attribute.referenceTypes === undefined ? [] : [`to:${attribute.referenceTypes.join('|')}`]),
    ...(attribute.canonicalValues === undefined ? [] : [`one of:${attribute.canonicalValues.join('|')}`]),
  ];
}

/** The default sub-attributes of RFC 7643 section 2.4. */
const plural = (name: string, value = 'string', types?: string): string[] => [
  `${name}: complex[]`,
  `${name}.value: ${value}`,
  `${name}.display: string`,
  `${name}.type: string${types === undefined ? '' : ` one of:${types}`}`,
  `${name}.primary: boolean`,
];

describe('attribute tables', () => {
  it('has the attributes of every resource (RFC 7643 sections 3 and 3.1)', () => {
    expect(lines(sharedAttributes)).toEqual([
      'schemas: reference[] required readOnly returned:always to:uri',
      'id: string caseExact readOnly returned:always unique:server',
      'externalId: string caseExact',
      'meta: complex readOnly',
      'meta.resourceType: string caseExact readOnly',
      'meta.created: dateTime readOnly',
      'meta.lastModified: dateTime readOnly',
      'meta.location: reference caseExact readOnly to:uri',
      'meta.version: string caseExact readOnly',
    ]);
  });

  it('has the core User (RFC 7643 sections 4.1 and 8.7.1)', () => {
    expect(lines(userSchema.attributes)).toEqual([
      'userName: string required unique:server',
      'name: complex',
      'name.formatted: string',
      'name.familyName: string',
      'name.givenName: string',
      'name.middleName: string',
      'name.honorificPrefix: string',
      'name.honorificSuffix: string',
      'displayName: string',
      'nickName: string',
      'profileUrl: reference caseExact to:external',
      'title: string',
      'userType: string',
      'preferredLanguage: string',
      'locale: string',
      'timezone: string',
      'active: boolean',
      'password: string caseExact writeOnly returned:never',
      ...plural('emails', 'string', 'work|home|other'),
      ...plural('phoneNumbers', 'string', 'work|home|mobile|fax|pager|other'),
      ...plural('ims', 'string', 'aim|gtalk|icq|xmpp|msn|skype|qq|yahoo'),
      ...plural('photos', 'reference caseExact to:external', 'photo|thumbnail'),
      'addresses: complex[]',
      'addresses.formatted: string',
      'addresses.streetAddress: string',
      'addresses.locality: string',
      'addresses.region: string',
      'addresses.postalCode: string',
      'addresses.country: string',
      'addresses.type: string one of:work|home|other',
      'addresses.primary: boolean',
      'groups: complex[] readOnly',
      'groups.value: string caseExact readOnly',
      'groups.$ref: reference caseExact readOnly to:Group',
      'groups.display: string readOnly',
      'groups.type: string readOnly one of:direct|indirect',
      ...plural('entitlements'),
      ...plural('roles'),
      ...plural('x509Certificates', 'binary caseExact'),
    ]);
  });

  it('has the Enterprise User extension (RFC 7643 section 4.3)', () => {
    expect(enterpriseUserSchema.id).toBe('urn:ietf:params:scim:schemas:extension:enterprise:2.0:User');
    expect(lines(enterpriseUserSchema.attributes)).toEqual([
      'employeeNumber: string',
      'costCenter: string',
      'organization: string',
      'division: string',
      'department: string',
      'manager: complex',
      'manager.value: string caseExact',
      'manager.$ref: reference caseExact to:User',
      'manager.displayName: string readOnly',
    ]);
  });

  it('has the Group (RFC 7643 section 4.2); displayName is unique, as Microsoft’s validator expects', () => {
    expect(lines(groupSchema.attributes)).toEqual([
      'displayName: string required unique:server',
      'members: complex[]',
      'members.value: string required caseExact immutable',
      'members.$ref: reference caseExact immutable to:User|Group',
      'members.display: string readOnly',
      'members.type: string immutable one of:User|Group',
    ]);
  });

  it('keeps memberships out of documents and hides what validators cannot bear', () => {
    const all = [...userSchema.attributes, ...groupSchema.attributes];
    expect(all.filter((each) => each.association).map((each) => each.name)).toEqual(['groups', 'members']);
    const hidden = all.flatMap((each) => [
      ...(each.unpublished ? [each.name] : []),
      ...(each.subAttributes ?? []).filter((sub) => sub.unpublished).map((sub) => `${each.name}.${sub.name}`),
    ]);
    expect(hidden).toEqual(['password', 'emails.display', 'members.$ref', 'members.display', 'members.type']);
  });

  it('limits what has a column of its own', () => {
    const limited = [...sharedAttributes, ...userSchema.attributes, ...groupSchema.attributes]
      .filter((each) => each.maxLength !== undefined)
      .map((each) => `${each.name} ${each.maxLength}`);
    expect(limited).toEqual(['externalId 1024', 'userName 255', 'displayName 1024', 'displayName 1024']);
  });

  it('describes every attribute', () => {
    const schemas = [userSchema, enterpriseUserSchema, groupSchema];
    const undescribed = schemas
      .flatMap((schema) => schema.attributes.flatMap((each) => [each, ...(each.subAttributes ?? [])]))
      .filter((each) => each.description === '');
    expect(undescribed).toEqual([]);
  });
});

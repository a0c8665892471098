import { describe, expect, it } from '@jest/globals';
import { reference, string } from './attribute.js';
import { groupType, ResourceType, userType } from './resource-type.js';
import { userSchema } from './schemas/user.js';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

describe('ResourceType.find', () => {
  it.each([
    ['userName', 'userName'],
    ['USERNAME', 'userName'],
    ['id', 'id'],
    ['ID', 'id'],
    ['externalid', 'externalId'],
    ['meta.LastModified', 'meta.lastModified'],
    ['name', 'name'],
    ['Name.GivenName', 'name.givenName'],
    ['emails.value', 'emails.value'],
    [`${CORE}:userName`, 'userName'],
    [`${CORE}:name.familyName`, 'name.familyName'],
    [`${CORE}:externalId`, 'externalId'],
    [`${CORE.toUpperCase()}:USERNAME`, 'userName'],
    [`${ENTERPRISE}:department`, `${ENTERPRISE}:department`],
    [`${ENTERPRISE.toUpperCase()}:Department`, `${ENTERPRISE}:department`],
    [`${ENTERPRISE}:manager.value`, `${ENTERPRISE}:manager.value`],
    ['manager', `${ENTERPRISE}:manager`],
    ['manager.$ref', `${ENTERPRISE}:manager.$ref`],
    ['department', `${ENTERPRISE}:department`],
    // A dot instead of the colon, as some clients write it.
    [`${CORE}.userName`, 'userName'],
    [`${CORE}.name.familyName`, 'name.familyName'],
    [`${CORE.toUpperCase()}.EMAILS.VALUE`, 'emails.value'],
    [`${ENTERPRISE}.department`, `${ENTERPRISE}:department`],
    [`${ENTERPRISE}.manager.value`, `${ENTERPRISE}:manager.value`],
  ])('%s is %s', (name, path) => {
    expect(userType.find(name)).toMatchObject({ path });
  });

  it('finds a whole extension by its URN', () => {
    expect(userType.find(ENTERPRISE.toLowerCase())).toEqual({ extension: ENTERPRISE, attribute: null });
  });

  it.each([
    '',
    '.',
    'userNames',
    'userName.value',
    'name.givenName.x',
    'name.',
    '.value',
    CORE,
    'urn:',
    'urn:x:y',
    `${CORE}:`,
    `${CORE}:department`,
    `${CORE}:manager`,
    `${ENTERPRISE}:userName`,
    `${ENTERPRISE}:id`,
    `${ENTERPRISE}:manager.value.x`,
    `${ENTERPRISE}:${ENTERPRISE}:department`,
    `${ENTERPRISE}.`,
    `${ENTERPRISE}.userName`,
    `${ENTERPRISE}..department`,
    `${ENTERPRISE}.:department`,
    `${ENTERPRISE}department`,
    `${ENTERPRISE}/department`,
    `${ENTERPRISE.slice(0, -1)}.department`,
    '__proto__',
    'constructor',
    'name.constructor',
    'toString',
    `${ENTERPRISE}:__proto__`,
  ])('knows no "%s"', (name) => {
    expect(userType.find(name)).toBeUndefined();
  });

  it('takes the longest URN that it knows, whatever dots that has', () => {
    const extension = (id: string, name: string) => ({
      id,
      name,
      description: name,
      attributes: [string(name, 'A text.'), string('both', 'A text.')],
    });
    const short = 'urn:x:acme:1.0';
    const long = 'urn:x:acme:1.0.2:User';
    const longer = 'urn:x:acme:1.0.2:User.more';
    const type = userType.withCustom([extension(short, 'a'), extension(longer, 'c'), extension(long, 'b')]);
    for (const separator of [':', '.']) {
      expect(type.find(`${short}${separator}a`)).toMatchObject({ extension: short });
      expect(type.find(`${long}${separator}b`)).toMatchObject({ extension: long });
      expect(type.find(`${long}${separator}both`)).toMatchObject({ extension: long });
      expect(type.find(`${longer}${separator}both`)).toMatchObject({ extension: longer });
      expect(type.find(`${longer}${separator}b`)).toBeUndefined();
    }
    expect(type.find(longer)).toEqual({ extension: longer, attribute: null });
  });

  it('keeps the types apart', () => {
    expect(groupType.find('members.value')).toMatchObject({ path: 'members.value' });
    expect(groupType.find('userName')).toBeUndefined();
    expect(groupType.find('department')).toBeUndefined();
    expect(userType.find('members')).toBeUndefined();
  });

  it('serves an extension of a customer as its own', () => {
    const urn = 'urn:ietf:params:scim:schemas:extension:acme:2.0:User';
    const attributes = [string('badge', 'The badge.'), reference('page', 'A page.', ['external'])];
    const extended = new ResourceType('User', '/Users', 'User Account', userSchema, [
      { id: urn, name: 'Acme', description: 'Acme', attributes },
    ]);
    expect(extended.find(`${urn}:Badge`)).toMatchObject({ extension: urn, path: `${urn}:badge` });
    expect(extended.find(`${ENTERPRISE}:department`)).toBeUndefined();
    expect(extended.schemaOf(urn.toUpperCase())?.name).toBe('Acme');
  });
});

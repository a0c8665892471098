import { randomInt, randomUUID } from 'node:crypto';
import { ENTERPRISE, GROUP, letters, USER } from './client.js';

/*
 * What the Microsoft SCIM Validator (scimvalidator.microsoft.com) sends, in its shapes: text attributes are random
 * letters, `locale` and `profileUrl` too; `primary` of a role is a string; the manager is no user.
 * https://learn.microsoft.com/entra/identity/app-provisioning/scim-validator-tutorial
 * Captured requests: github.com/pranems/SCIMServer
 */

const TIME_ZONES = ['America/Guayaquil', 'Africa/Harare', 'Europe/Brussels'];

const address = () =>
  `${letters(6).toLowerCase()}.${letters(6).toLowerCase()}@${letters(8).toLowerCase()}.example`;
const phone = () => `${randomInt(10, 99)}-${randomInt(100, 999)}-${randomInt(1000, 9999)}`;

/** A new user with every attribute that the validator fills. */
export function validatorUser(overrides = {}) {
  return {
    userName: address(),
    active: true,
    displayName: letters(),
    title: letters(),
    emails: [{ type: 'work', value: address(), primary: true }],
    preferredLanguage: 'hi',
    name: {
      givenName: letters(6),
      familyName: letters(6),
      formatted: letters(6),
      middleName: letters(6),
      honorificPrefix: letters(6),
      honorificSuffix: letters(6),
    },
    addresses: [
      {
        type: 'work',
        formatted: letters(),
        streetAddress: `${randomInt(1, 9999)} ${letters(5)} Row`,
        locality: letters(),
        region: letters(),
        postalCode: 'cx47 4mz',
        primary: true,
        country: 'Sierra Leone',
      },
    ],
    phoneNumbers: [
      { type: 'work', value: phone(), primary: true },
      { type: 'mobile', value: phone() },
      { type: 'fax', value: phone() },
    ],
    [ENTERPRISE]: {
      employeeNumber: letters(),
      department: letters(),
      costCenter: letters(),
      organization: letters(),
      division: letters(),
      manager: { value: letters() },
    },
    roles: [{ primary: 'True', display: letters(), value: letters(), type: letters() }],
    userType: letters(),
    nickName: letters(),
    locale: letters(),
    timezone: TIME_ZONES[randomInt(TIME_ZONES.length)],
    profileUrl: letters(),
    schemas: [USER, ENTERPRISE],
    ...overrides,
  };
}

export function validatorGroup(overrides = {}) {
  return { displayName: letters(), externalId: randomUUID(), schemas: [GROUP], ...overrides };
}

/** New values for the attributes that take no filter, by the names that they have in a PATCH. */
export function newScalars() {
  return {
    active: true,
    displayName: letters(),
    title: letters(),
    preferredLanguage: 'jgo-CM',
    'name.givenName': letters(6),
    'name.familyName': letters(6),
    'name.formatted': letters(6),
    'name.middleName': letters(6),
    'name.honorificPrefix': letters(6),
    'name.honorificSuffix': letters(6),
    userType: letters(),
    nickName: letters(),
    locale: letters(),
    timezone: 'Pacific/Apia',
    profileUrl: letters(),
    [`${ENTERPRISE}:employeeNumber`]: letters(),
    [`${ENTERPRISE}:department`]: letters(),
    [`${ENTERPRISE}:costCenter`]: letters(),
    [`${ENTERPRISE}:organization`]: letters(),
    [`${ENTERPRISE}:division`]: letters(),
  };
}

/** The same for the attributes that are selected by a filter. @param yes how `true` is written */
export function newElements(yes) {
  const work = 'addresses[type eq "work"]';
  return {
    'emails[type eq "work"].value': address(),
    'emails[type eq "work"].primary': yes,
    [`${work}.formatted`]: letters(),
    [`${work}.streetAddress`]: `${randomInt(1, 9999)} ${letters(5)} Crossing`,
    [`${work}.locality`]: letters(),
    [`${work}.region`]: letters(),
    [`${work}.postalCode`]: 'dj6 6at',
    [`${work}.primary`]: yes,
    [`${work}.country`]: 'Madagascar',
    'phoneNumbers[type eq "work"].value': phone(),
    'phoneNumbers[type eq "work"].primary': yes,
    'phoneNumbers[type eq "mobile"].value': phone(),
    'phoneNumbers[type eq "fax"].value': phone(),
    'roles[primary eq "True"].display': letters(),
    'roles[primary eq "True"].value': letters(),
    'roles[primary eq "True"].type': letters(),
  };
}

/** "Verbose PATCH": an operation with a path for each attribute. */
export function verbose(op, values) {
  return Object.entries(values).map(([path, value]) => ({ op, path, value }));
}

/** The default: what takes no filter in one operation without a path. */
export function merged(op, scalars, elements) {
  return [...verbose(op, elements), { op, value: scalars }];
}

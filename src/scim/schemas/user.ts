import {
  binary,
  boolean,
  complex,
  list,
  reference,
  string,
  type AttributeDefinition,
  type SchemaDefinition,
} from '../attribute.js';
import { MAX_NAME_LENGTH } from './shared-attributes.js';

export const USER_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:User';

/** A sign-in name; Microsoft Graph allows user principal names of 113 characters. */
const MAX_USER_NAME_LENGTH = 255;

/**
 * The sub-attributes that RFC 7643 section 2.4 gives every list.
 * @param types the canonical values of `type`
 * @param display the characteristics of `display` that differ from other lists
 */
function plural(
  value: AttributeDefinition,
  types: readonly string[],
  display: Pick<AttributeDefinition, 'unpublished'> = {},
): AttributeDefinition[] {
  return [
    value,
    string('display', 'A name for people to read, mostly for display.', display),
    string('type', 'What the value is for.', types.length > 0 ? { canonicalValues: types } : {}),
    boolean('primary', 'Whether this is the preferred value; true for one value at most.'),
  ];
}

/** Core User, RFC 7643 sections 4.1 and 8.7.1. */
export const userSchema: SchemaDefinition = {
  id: USER_SCHEMA,
  name: 'User',
  description: 'User Account',
  attributes: [
    string(
      'userName',
      'Unique name of the user in the tenant, used to sign in and to match. Compared without case.',
      {
        required: true,
        uniqueness: 'server',
        maxLength: MAX_USER_NAME_LENGTH,
      },
    ),
    complex('name', "The parts of the user's real name.", [
      string('formatted', 'The full name, formatted for display.'),
      string('familyName', 'The family name or last name.'),
      string('givenName', 'The given name or first name.'),
      string('middleName', 'The middle name or names.'),
      string('honorificPrefix', 'The title before the name, such as "Ms.".'),
      string('honorificSuffix', 'The suffix after the name, such as "III".'),
    ]),
    string('displayName', 'The name shown to other people.', { maxLength: MAX_NAME_LENGTH }),
    string('nickName', 'The casual name of the user.'),
    reference('profileUrl', "The address of the user's profile page.", ['external']),
    string('title', 'The job title, such as "Vice President".'),
    string('userType', 'The relation to the organisation, such as "Employee" or "Contractor".'),
    string('preferredLanguage', 'The preferred language, such as "nl-BE".'),
    string('locale', 'The locale for dates, numbers and currency, such as "en-US".'),
    string('timezone', 'The time zone, such as "Europe/Brussels".'),
    boolean('active', 'Whether the user may use InviteDesk; false keeps the user and the memberships.', {
      lasting: false,
    }),
    string('password', 'Accepted and discarded: people sign in through Entra.', {
      caseExact: true,
      mutability: 'writeOnly',
      returned: 'never',
      // Microsoft's validator stops on it: https://github.com/scimmyjs/scimmy-routers/issues/10
      unpublished: true,
    }),
    list(
      'emails',
      'E-mail addresses.',
      // Microsoft's validator stops on this `display` too:
      // https://github.com/sourcegraph/sourcegraph-public-snapshot/issues/62185
      plural(string('value', 'The e-mail address.'), ['work', 'home', 'other'], { unpublished: true }),
    ),
    list(
      'phoneNumbers',
      'Phone numbers, kept exactly as sent.',
      plural(string('value', 'The phone number.'), ['work', 'home', 'mobile', 'fax', 'pager', 'other']),
    ),
    list(
      'ims',
      'Instant messaging addresses.',
      plural(string('value', 'The address.'), ['aim', 'gtalk', 'icq', 'xmpp', 'msn', 'skype', 'qq', 'yahoo']),
    ),
    list(
      'photos',
      'Addresses of photos.',
      plural(reference('value', 'The address of the photo.', ['external']), ['photo', 'thumbnail']),
    ),
    list('addresses', 'Postal addresses.', [
      string('formatted', 'The full address, formatted for display or a label.'),
      string('streetAddress', 'Street, house number, box.'),
      string('locality', 'The city or locality.'),
      string('region', 'The state or region.'),
      string('postalCode', 'The postal code.'),
      string('country', 'The country, as an ISO 3166-1 alpha-2 code.'),
      string('type', 'What the address is for.', { canonicalValues: ['work', 'home', 'other'] }),
      boolean('primary', 'Whether this is the preferred address; true for one address at most.'),
    ]),
    list(
      'groups',
      'The groups that the user is a member of, changed through the groups.',
      [
        string('value', 'The id of the group.', { caseExact: true, mutability: 'readOnly' }),
        reference('$ref', 'The address of the group.', ['Group'], { mutability: 'readOnly' }),
        string('display', "The group's displayName.", { mutability: 'readOnly' }),
        string('type', 'How the membership came about.', {
          mutability: 'readOnly',
          canonicalValues: ['direct', 'indirect'],
        }),
      ],
      { mutability: 'readOnly', association: true },
    ),
    list('entitlements', 'What the user is entitled to.', plural(string('value', 'The entitlement.'), [])),
    list(
      'roles',
      'The roles of the user, such as app roles of Entra.',
      plural(string('value', 'The role.'), []),
    ),
    list(
      'x509Certificates',
      'Certificates issued to the user.',
      plural(binary('value', 'The DER-encoded certificate, in base64.'), []),
    ),
  ],
};

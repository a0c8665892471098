import type { AdminAnswer } from './service.js';
import type { Answer, TestTenant } from './tenant.js';

/** The URN under which tests register a schema of their own. */
export const EVENTS = 'urn:ietf:params:scim:schemas:extension:events:2.0:User';

export const string = (name: string, more = {}) => ({ name, type: 'string', ...more });

/** An attribute of each type, and of each relevant characteristic. */
export const attributes = [
  string('badge', { caseExact: true }),
  string('nickname'),
  { name: 'crewLead', type: 'boolean' },
  { name: 'shifts', type: 'integer' },
  { name: 'rate', type: 'decimal' },
  { name: 'since', type: 'dateTime' },
  { name: 'photo', type: 'binary' },
  { name: 'page', type: 'reference' },
  string('skills', { multiValued: true }),
  { name: 'home', type: 'complex', subAttributes: [string('hall'), { name: 'row', type: 'integer' }] },
  {
    name: 'certificates',
    type: 'complex',
    multiValued: true,
    subAttributes: [
      string('value'),
      string('type'),
      { name: 'expires', type: 'dateTime' },
      string('pin', { returned: 'never' }),
    ],
  },
  string('onRequest', { returned: 'request' }),
  string('always', { returned: 'always' }),
  string('secret', { returned: 'never' }),
  string('token', { mutability: 'writeOnly' }),
  string('serial', { mutability: 'immutable' }),
  string('computed', { mutability: 'readOnly' }),
];

/** A value for each attribute that is returned. */
export const full = {
  badge: 'B-2071',
  nickname: 'Noor',
  crewLead: true,
  shifts: 12,
  rate: 31.5,
  since: '2024-05-01T08:00:00.250+02:00',
  photo: 'aGVsbG8=',
  page: 'https://fabrikam.example/noor',
  skills: ['stage', 'Sound'],
  home: { hall: 'B', row: 4 },
  certificates: [
    { value: 'Forklift', type: 'equipment', expires: '2027-06-30T00:00:00Z' },
    { value: 'First aid', type: 'safety' },
  ],
  serial: 'S-1',
  always: 'yes',
};

/** Registers a schema for a tenant. */
export const register = (
  tenant: TestTenant,
  document: Record<string, unknown> = { attributes },
  urn = EVENTS,
  query = '',
): Promise<AdminAnswer> =>
  tenant.service.admin('PUT', `/tenants/${tenant.id}/schemas/${encodeURIComponent(urn)}${query}`, document);

export const idsOf = ({ body }: Answer): string[] => body.Resources.map((user: { id: string }) => user.id);

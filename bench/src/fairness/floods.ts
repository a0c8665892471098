import { addMembers, groupBody, patchBody, userBody } from '../people.ts';
import type { FloodedTenant } from './flooded-tenant.ts';

/** One request of a flood. */
export interface FloodRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT';
  /** Path and query below the SCIM base URL, or below the admin API. */
  readonly target: string;
  readonly body?: unknown;
}

export interface Flood {
  readonly name: string;
  readonly connections: number;
  readonly api: 'scim' | 'admin';
  /** Whether the bodies are sent a piece at a time, and never wholly. */
  readonly isSlow?: boolean;
  readonly request: (tenant: FloodedTenant, n: number) => FloodRequest;
}

const MANY = 200;
const OPERATIONS = 1000;
const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const EXTENSION = 'urn:ietf:params:scim:schemas:extension:flood:2.0:User';

const get = (target: string): FloodRequest => ({ method: 'GET', target });
const filter = (text: string): FloodRequest => get(`/Users?filter=${encodeURIComponent(text)}`);

/** What one tenant sends as fast as it can, while another one works. */
export const FLOODS: readonly Flood[] = [
  {
    name: '"co" over all users',
    connections: MANY,
    api: 'scim',
    request: (_tenant, n) => filter(`displayName co "x${n}" or title co "y${n}"`),
  },
  {
    name: 'sort by a multi-valued attribute',
    connections: MANY,
    api: 'scim',
    request: (_tenant, n) => get(`/Users?sortBy=emails.value&count=100&startIndex=${(n % 10) + 1}`),
  },
  {
    name: 'PATCH of 1,000 operations',
    connections: 64,
    api: 'scim',
    request: ({ userIds }, n) => ({
      method: 'PATCH',
      target: `/Users/${userIds[n % userIds.length]}`,
      body: patchBody(
        ...Array.from({ length: OPERATIONS }, (_, i) => ({
          op: 'Add',
          path: `emails[type eq "t${i % 40}"].value`,
          value: `a${n}-${i}@fabrikam.example`,
        })),
      ),
    }),
  },
  {
    name: 'PATCH of 5,000 members',
    connections: 32,
    api: 'scim',
    request: ({ userIds, groupIds }, n) => ({
      method: 'PATCH',
      target: `/Groups/${groupIds[n % groupIds.length]}`,
      body: addMembers(Array.from({ length: 5000 }, (_, i) => userIds[(n * 37 + i) % userIds.length]!)),
    }),
  },
  {
    name: 'PUT of 5,000 members',
    connections: 32,
    api: 'scim',
    request: ({ userIds, groupIds }, n) => ({
      method: 'PUT',
      target: `/Groups/${groupIds[n % groupIds.length]}`,
      body: {
        ...groupBody(String(n).padStart(8, '0')),
        members: Array.from({ length: 5000 }, (_, i) => ({ value: userIds[(n * 37 + i) % userIds.length] })),
      },
    }),
  },
  {
    name: 'reads of 5,000 members',
    connections: 64,
    api: 'scim',
    request: ({ largeGroupId }) => get(`/Groups/${largeGroupId}`),
  },
  {
    name: 'Bulk of 1,000',
    connections: 16,
    api: 'scim',
    request: (_tenant, n) => ({
      method: 'POST',
      target: '/Bulk',
      body: {
        schemas: [BULK],
        Operations: Array.from({ length: OPERATIONS }, (_, i) => ({
          method: 'POST',
          path: '/Users',
          bulkId: `b${i}`,
          data: userBody(`${process.pid % 1000}${String(n).padStart(6, '0')}${String(i).padStart(4, '0')}`),
        })),
      },
    }),
  },
  {
    name: 'filter by nested groups',
    connections: MANY,
    api: 'scim',
    request: ({ nestedGroupId }, n) => filter(`groups.value eq "${nestedGroupId}" and title ne "${n}"`),
  },
  {
    name: 'deep pages',
    connections: 64,
    api: 'scim',
    request: ({ userIds }, n) => get(`/Users?count=1000&startIndex=${userIds.length - 1000 - (n % 500)}`),
  },
  {
    name: 'pages of 100',
    connections: MANY,
    api: 'scim',
    request: (_tenant, n) => get(`/Users?count=100&startIndex=${n + 1}`),
  },
  {
    name: 'slow bodies',
    connections: 250,
    api: 'scim',
    isSlow: true,
    request: () => ({ method: 'POST', target: '/Users', body: 'x'.repeat(200_000) }),
  },
  {
    name: 'small requests',
    connections: MANY,
    api: 'scim',
    request: (_tenant, n) => filter(`userName eq "nobody${n}@fabrikam.example"`),
  },
  {
    name: 'schema changes',
    connections: 50,
    api: 'admin',
    request: ({ tenantId }, n) => ({
      method: 'PUT',
      target: `/tenants/${tenantId}/schemas/${EXTENSION}`,
      body: {
        name: 'Flood',
        attributes: Array.from({ length: 100 }, (_, i) => ({
          name: `attribute${i}`,
          type: 'string',
          description: `Change ${n}`,
        })),
      },
    }),
  },
];

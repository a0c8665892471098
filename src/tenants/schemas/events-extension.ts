import { SCHEMA_SCHEMA } from '../../scim/schemas/discovery.js';

/** The extension that Swagger's examples register, fill and filter by: they work when tried in this order. */
export const EVENTS_EXTENSION = 'urn:ietf:params:scim:schemas:extension:events:2.0:User';

/** The extension as an admin registers it, RFC 7643 section 7. */
export const eventsSchema = {
  schemas: [SCHEMA_SCHEMA],
  id: EVENTS_EXTENSION,
  name: 'Events',
  description: 'What the events team knows of a person',
  attributes: [
    { name: 'badge', type: 'string', caseExact: true, description: 'Number of the badge' },
    { name: 'crewLead', type: 'boolean', description: 'Whether the person leads a crew' },
    {
      name: 'certificates',
      type: 'complex',
      multiValued: true,
      description: 'What the person may operate',
      subAttributes: [
        { name: 'value', type: 'string' },
        { name: 'type', type: 'string', canonicalValues: ['safety', 'equipment'] },
        { name: 'expires', type: 'dateTime' },
      ],
    },
  ],
};

import { eventsSchema } from './events-extension.js';

/** Schemas to register that the examples of `/Users` make use of. */
export const schemaExamples = {
  events: { summary: 'An extension of users', value: eventsSchema },
};

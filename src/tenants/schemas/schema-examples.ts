import { eventsSchema } from './events-extension.js';

/** Schemas to register, which the examples of `/Users` use. */
export const schemaExamples = {
  events: { summary: 'An extension of users', value: eventsSchema },
};

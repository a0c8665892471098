import type { ScimResource } from './resource.js';

/** Whether a change disables a user. A user without `active` is not disabled. */
export function disables(before: ScimResource, after: ScimResource): boolean {
  return before.active !== false && after.active === false;
}

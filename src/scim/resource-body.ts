import { assignments } from './assignments.js';
import { requireSchema } from './messages.js';
import { applyPatch } from './patch/apply.js';
import { targetSteps } from './patch/operations.js';
import type { ScimResource } from './resource.js';
import type { ResourceType } from './resource-type.js';
import { UnknownNames } from './unknown-names.js';

export interface ResourceBody {
  /** What the client set, in stored form; without an id. */
  readonly resource: ScimResource;
  /** The ids of the members sent; empty when there were none. */
  readonly memberIds: readonly string[];
}

/**
 * Reads the body of a POST or PUT, RFC 7644 sections 3.3 and 3.5.1: a resource set attribute by attribute.
 * Read-only and unknown attributes are ignored.
 * @param unknown takes the names of the unknown ones
 * @throws ScimError invalidSyntax or invalidValue
 */
export function parseResourceBody(
  body: unknown,
  type: ResourceType,
  unknown = new UnknownNames(type.strict),
): ResourceBody {
  const attributes = assignments(requireSchema(body, type.schema.id), type, unknown);
  const steps = attributes.flatMap(({ target, value }) =>
    targetSteps('replace', target, value, type, unknown),
  );
  const { resource, memberships } = applyPatch({}, steps, type);
  return { resource, memberIds: memberships.flatMap((change) => ('ids' in change ? change.ids : [])) };
}

import { assignments } from './assignments.js';
import { ScimError } from './errors.js';
import { requireSchema } from './messages.js';
import { applyPatch } from './patch/apply.js';
import { resultOf } from './patch/interruptible.js';
import { targetSteps } from './patch/operations.js';
import { member, type ScimResource } from './resource.js';
import type { ResourceType } from './resource-type.js';
import { UnknownNames } from './unknown-names.js';

export interface ResourceBody {
  /** The attributes that the client set, in stored form; without an id. */
  readonly resource: ScimResource;
  /** The ids of the members; empty when there were none. */
  readonly memberIds: readonly string[];
}

/**
 * Parses the body of a POST or PUT, RFC 7644 sections 3.3 and 3.5.1. Read-only and unknown attributes are ignored.
 * @param unknown collects the names of the unknown ones
 * @throws ScimError invalidSyntax or invalidValue
 */
export function parseResourceBody(
  body: unknown,
  type: ResourceType,
  unknown = new UnknownNames(type.strict),
): ResourceBody {
  const sent = requireSchema(body, type.schema.id);
  if (type.strict) refuseUnknownSchemas(sent, type);
  const attributes = assignments(sent, type, unknown);
  const steps = attributes.flatMap(({ target, value }) =>
    targetSteps('replace', target, value, type, unknown),
  );
  const { resource, memberships } = resultOf(applyPatch({}, steps, type));
  return { resource, memberIds: memberships.flatMap((change) => ('ids' in change ? change.ids : [])) };
}

/** Outside strict mode, `schemas` may name unknown schemas, as legacy jobs of Entra do. */
function refuseUnknownSchemas(body: Record<string, unknown>, type: ResourceType): void {
  const unknown = (member(body, 'schemas') as unknown[]).find(
    (urn) => typeof urn !== 'string' || type.schemaOf(urn) === undefined,
  );
  if (unknown === undefined) return;
  const shown = String(JSON.stringify(unknown)).slice(0, 200);
  throw ScimError.invalidSyntax(
    `"schemas" has ${shown}, no schema of a ${type.name} of this tenant (strict mode)`,
  );
}

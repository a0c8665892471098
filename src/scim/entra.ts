import type { AttributeDefinition } from './attribute.js';
import { isObject } from './resource.js';
import { sharedAttributes } from './schemas/shared-attributes.js';

/*
 * What Microsoft Entra sends beyond RFC 7644, one function a deviation. Everything here is accepted from
 * every client: Entra sends no User-Agent by which it could be told apart.
 */

/**
 * Booleans come as "True"/"False" from the default mapping of `active`, in other letter case from edited ones.
 * https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility
 * @returns `undefined` when the text is no boolean
 */
export function booleanFromText(text: string): boolean | undefined {
  switch (text.toLowerCase()) {
    case 'true':
      return true;
    case 'false':
      return false;
    default:
      return undefined;
  }
}

/**
 * `op` is capitalised ("Add", "Replace", "Remove") without the `aadOptscim062020` flag.
 * https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility
 * @returns `undefined` when the value is no PATCH operation
 */
export function patchVerb(op: unknown): 'add' | 'replace' | 'remove' | undefined {
  const verb = typeof op === 'string' ? op.toLowerCase() : undefined;
  return verb === 'add' || verb === 'replace' || verb === 'remove' ? verb : undefined;
}

/**
 * Test Connection, and the beginning of each cycle, look for somebody who cannot be there: the matching attribute
 * compared with a new GUID.
 * https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups
 */
export function looksForNobody(filter: string): boolean {
  return PROBE.test(filter) && !/ (?:and|or) /i.test(filter);
}

const PROBE = /^(?!id\b).+ eq "[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"$/i;

/**
 * A complex value that is known by its `value` comes bare or in a list of one: `manager` as "u-41",
 * {"value": "u-41"} or [{"value": "u-41"}].
 * https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups
 * @returns the object form; `undefined` for an empty list; anything else as it was
 */
export function complexFromShorthand(value: unknown): unknown {
  const single: unknown = Array.isArray(value) && value.length <= 1 ? value[0] : value;
  return typeof single === 'string' ? { value: single } : single;
}

/**
 * A value that clears its attribute: null, "", and for a complex attribute known by its `value`
 * {"value": ""} (how Microsoft's validators take a manager away).
 * https://learn.microsoft.com/entra/identity/app-provisioning/scim-validator-tutorial
 * @param knownByValue whether the attribute is complex with a sub-attribute `value`
 */
export function clears(value: unknown, knownByValue = false): boolean {
  if (value === null || value === undefined || value === '') return true;
  return knownByValue && isObject(value) && (value.value === '' || value.value === null);
}

/**
 * An empty object comes as the value of a complex or multi-valued attribute that has no complete mapping.
 * It asks for nothing; taken as an empty list it would clear the attribute.
 * https://stackoverflow.com/questions/77655790
 */
export function asksForNothing(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}

/**
 * The attributes that belong to no schema (RFC 7643 section 3.1) and that a mapping can have as its target:
 * `externalId`. Microsoft's gallery validation looks every mapped attribute up in `/Schemas`, this one too.
 * https://github.com/AzureAD/SCIMReferenceCode, SCIMTests_Workflow.json, Schema_Discoverability_Test
 */
export function mappedSharedAttributes(): AttributeDefinition[] {
  return sharedAttributes.filter(({ mutability }) => mutability === 'readWrite');
}

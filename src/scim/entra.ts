import { subAttribute, type AttributeDefinition } from './attribute.js';
import { isObject, isUnassigned, member } from './resource.js';
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
 * compared with a new GUID. Other clients take other values, so that any value counts that finds nobody.
 * https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups
 */
export function looksForNobody(filter: string): boolean {
  return PROBE.test(filter);
}

const QUOTED = String.raw`"(?:[^"\\]|\\.)*"`;
const PROBE = new RegExp(`^(?!id )[^ "]+(?: eq ${QUOTED}\\][^ "]*)? eq ${QUOTED}$`, 'i');

/**
 * Microsoft's client model writes the value of an operation as a list of `{"$ref": …, "value": …}`, whatever the
 * attribute is: `[{"$ref": null, "value": "Planner"}]` stands for "Planner". So does `["Planner"]`.
 * https://github.com/AzureAD/SCIMReferenceCode, PatchOperation2 and OperationValue
 * @param value of an attribute (or an element of one) that is no object
 * @returns what is wrapped; `undefined` for an empty list; a list of several and an object without `value` as they were
 */
export function simpleFromWrapper(value: unknown): unknown {
  const single = onlyElement(value);
  if (!isObject(single)) return single;
  const key = Object.keys(single).find((name) => name.toLowerCase() === 'value');
  return key === undefined ? single : simpleFromWrapper(single[key]);
}

/**
 * A complex value comes in a list of one, wrapped as above, and, where it is known by its `value`, bare: `manager` as
 * "u-41", {"value": "u-41"} or [{"value": "u-41"}].
 * https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups
 * @param knownByValue whether the attribute has a sub-attribute `value`
 * @returns the object form; `undefined` for an empty list; what has none as it was
 */
export function complexFromShorthand(value: unknown, knownByValue: boolean): unknown {
  const single = onlyElement(value);
  if (knownByValue) return isScalar(single) ? { value: single } : single;
  if (!isObject(single)) return single;
  const names = Object.keys(single).map((name) => name.toLowerCase());
  const isWrapper = names.includes('value') && names.every((name) => name === 'value' || name === '$ref');
  return isWrapper ? complexFromShorthand(member(single, 'value'), false) : single;
}

/**
 * The value of an attribute is sent once more below its name: `{"emails": […]}` for the path `emails`.
 * @returns what stands below the name; a value with anything else in it as it was
 */
export function withoutOwnName(attribute: AttributeDefinition, value: unknown): unknown {
  if (!isObject(value) || subAttribute(attribute, attribute.name) !== undefined) return value;
  const [key, ...others] = Object.keys(value);
  if (key === undefined || others.length > 0) return value;
  // A URN may stand before it.
  const name = key.slice(key.lastIndexOf(':') + 1);
  return name.toLowerCase() === attribute.name.toLowerCase() ? value[key] : value;
}

/**
 * Whole and decimal numbers come as texts: Entra's mappings have no other type for them.
 * https://learn.microsoft.com/entra/identity/app-provisioning/customize-application-attributes
 * @returns `undefined` when the text is no number as JSON writes one
 */
export function numberFromText(text: string): number | undefined {
  return NUMBER.test(text) ? Number(text) : undefined;
}

const NUMBER = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/;

function onlyElement(value: unknown): unknown {
  return Array.isArray(value) && value.length <= 1 ? onlyElement(value[0]) : value;
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/**
 * A value that clears its attribute: null, "", and for a complex attribute known by its `value`
 * {"value": ""} (how Microsoft's validators take a manager away).
 * https://learn.microsoft.com/entra/identity/app-provisioning/scim-validator-tutorial
 * @param knownByValue whether the attribute is complex with a sub-attribute `value`
 */
export function clears(value: unknown, knownByValue = false): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (!knownByValue || !isObject(value)) return false;
  const known = member(value, 'value');
  return known === '' || known === null;
}

/** Whether an element of a list is none: null, an empty list (RFC 7643 section 2.5), or a list of nothing else. */
export function isNoElement(element: unknown): boolean {
  return isUnassigned(onlyElement(element));
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

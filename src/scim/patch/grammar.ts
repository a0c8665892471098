import { isObject, member } from '../resource.js';

/**
 * The grammar of a PATCH body. `verbose` is what Entra sends without the flag `aadOptscim062020`: capitalised `op`, one
 * operation per attribute. `merged` is what it sends with the flag: single values in one operation without a path, with
 * dotted or URN-qualified names. `rfc` is anything else that RFC 7644 allows, including Entra's bodies with the flag
 * where there was nothing to merge.
 */
export type PatchGrammar = 'verbose' | 'merged' | 'rfc';

/**
 * Detects the grammar of a PATCH body, including malformed ones.
 * https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility
 */
export function grammarOf(body: unknown): PatchGrammar {
  const sent = isObject(body) ? member(body, 'Operations') : undefined;
  const operations = (Array.isArray(sent) ? (sent as unknown[]) : []).filter(isObject);
  if (operations.some((each) => isCapitalised(member(each, 'op')))) return 'verbose';
  return operations.some(isMerged) ? 'merged' : 'rfc';
}

function isCapitalised(op: unknown): boolean {
  return op === 'Add' || op === 'Replace' || op === 'Remove';
}

function isMerged(operation: Record<string, unknown>): boolean {
  const value = operation.path === undefined ? member(operation, 'value') : undefined;
  if (!isObject(value)) return false;
  return Object.entries(value).some(([name, each]) =>
    /^urn:/i.test(name) ? !isObject(each) : name.includes('.'),
  );
}

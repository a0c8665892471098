import { isObject, member } from '../resource.js';

/**
 * How a PATCH is written: `verbose` is what Entra sends without the flag `aadOptscim062020` (capitalised `op`, one
 * operation an attribute), `merged` what it sends with it (single values in one operation without a path, their
 * names dotted or qualified by a URN). `rfc` is anything that RFC 7644 has too: also of Entra, with the flag, where
 * nothing had to be merged.
 */
export type PatchGrammar = 'verbose' | 'merged' | 'rfc';

/**
 * Tells the grammar of a PATCH body; of any body, since one that is refused has one too.
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

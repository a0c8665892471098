/** Maximum length of a schema's URN: together with an attribute name it forms the path of an index row. */
const MAX_URN_LENGTH = 128;

const URN = /^urn:[a-z0-9][a-z0-9-]{0,31}(?::[a-z0-9._-]+)+$/i;
/** URNs that the protocol reserves (RFC 7643 section 10.3.1, RFC 7644 section 8.2). */
const RESERVED = /^urn:ietf:params:scim:(?:schemas:core|api):/i;

/**
 * Checks whether a URN can name an extension of a tenant.
 * @returns what was expected instead; `null` when the URN is valid
 */
export function urnProblem(urn: string): string | null {
  if (urn.length > MAX_URN_LENGTH) return `expected at most ${MAX_URN_LENGTH} characters`;
  if (!URN.test(urn)) {
    return 'expected a URN such as urn:ietf:params:scim:schemas:extension:events:2.0:User';
  }
  return RESERVED.test(urn) ? 'expected a URN that SCIM itself does not use' : null;
}

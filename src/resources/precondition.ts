import { ScimError } from '../scim/errors.js';
import { versionTag } from '../scim/resource.js';

/**
 * Checks `If-Match`, RFC 7644 section 3.14.
 * @param header its value: `*`, one tag or a list; `undefined` when it was not sent
 * @throws ScimError 412 when it names other versions only
 */
export function requireMatch(header: string | undefined, version: number): void {
  if (header !== undefined && !namesVersion(header, version)) {
    throw ScimError.preconditionFailed(
      `If-Match is ${header.slice(0, 100)}, but the resource is at version ${versionTag(version)}; read it again`,
    );
  }
}

/**
 * Whether an `If-Match` or `If-None-Match` header names a version. Tags are compared weakly (RFC 9110
 * section 8.8.3.2), since every tag of this service is weak.
 */
export function namesVersion(header: string, version: number): boolean {
  const wanted = opaque(versionTag(version));
  return header.split(',').some((tag) => tag.trim() === '*' || opaque(tag.trim()) === wanted);
}

function opaque(tag: string): string {
  return tag.replace(/^W\//i, '');
}

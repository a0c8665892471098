import { ScimError } from '../scim/errors.js';
import { ownVersion, versionTag } from '../scim/resource.js';

/** The conditional headers of a request; `undefined` when a header was not sent. */
export interface Preconditions {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

/**
 * Checks the preconditions of a write, RFC 7644 section 3.14 and RFC 9110 section 13.2.2: `*`, one ETag or a list.
 * @param version of the stored resource
 * @throws ScimError 412 when `If-Match` names only other versions, or `If-None-Match` names this one
 */
export function requirePreconditions({ ifMatch, ifNoneMatch }: Preconditions, version: number): void {
  const tag = versionTag(version);
  if (ifMatch !== undefined && !namesVersion(ifMatch, version)) {
    throw ScimError.preconditionFailed(
      `If-Match is ${ifMatch.slice(0, 100)}, but the resource is at version ${tag}; read it again`,
    );
  }
  if (ifNoneMatch !== undefined && namesVersion(ifNoneMatch, version)) {
    throw ScimError.preconditionFailed(
      `If-None-Match is ${ifNoneMatch.slice(0, 100)}, and the resource is at version ${tag}`,
    );
  }
}

/**
 * Checks the preconditions of a POST. The new resource has no version yet, so no ETag can match. `If-Match: *` concerns
 * the endpoint, which exists; `If-None-Match` concerns the new resource, which does not.
 * @throws ScimError 412
 */
export function requireNoVersion({ ifMatch }: Preconditions): void {
  if (ifMatch !== undefined && !tagsOf(ifMatch).includes('*')) {
    throw ScimError.preconditionFailed(
      `If-Match is ${ifMatch.slice(0, 100)}, but a POST creates a resource; use PUT or PATCH to change one`,
    );
  }
}

/** Whether a header contains this exact ETag. */
export function namesTag(header: string, tag: string): boolean {
  return tagsOf(header).some((each) => each === '*' || opaque(each) === opaque(tag));
}

/**
 * Whether a header contains the ETag of a version, with or without a mark of associations. The comparison is weak (RFC
 * 9110 section 8.8.3.2), since every ETag of this service is weak.
 */
function namesVersion(header: string, version: number): boolean {
  const tags = tagsOf(header).map((tag) => ownVersion(tag));
  return namesTag(tags.join(), versionTag(version));
}

function tagsOf(header: string): string[] {
  return header.split(',').map((tag) => tag.trim());
}

function opaque(tag: string): string {
  return tag.replace(/^W\//i, '');
}

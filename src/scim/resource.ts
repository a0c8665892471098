/** A SCIM resource or a part of one, as JSON: attribute names in the case of their definitions. */
export type ScimResource = Record<string, unknown>;

/** Whether `value` is a JSON object (no array, not null). */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The member of that name, in any letter case (RFC 7643 section 2.1); `undefined` when there is none. */
export function member(object: Record<string, unknown>, name: string): unknown {
  if (Object.hasOwn(object, name)) return object[name];
  return Object.entries(object).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

/**
 * Whether two JSON values are the same. Absent, null and the empty list are equal (RFC 7643 section 2.5). The order of
 * keys does not matter, that of list elements does.
 */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b || (isUnassigned(a) && isUnassigned(b))) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  }
  if (isObject(a) && isObject(b)) {
    return (
      Object.keys(a).every((key) => sameValue(a[key], b[key])) &&
      Object.keys(b).every((key) => Object.hasOwn(a, key) || sameValue(a[key], b[key]))
    );
  }
  return false;
}

/** RFC 7643 section 2.5: no value, null and the empty list all mean "unassigned". */
export function isUnassigned(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

/**
 * The ETag of an answer, which is also its `meta.version`, such as `W/"7"`: weak, since formatting may differ between
 * answers.
 * @param mark distinguishes answers of one version with different associations: `W/"7.Xk3…"`
 */
export function versionTag(version: number, mark = ''): string {
  return mark === '' ? `W/"${version}"` : `W/"${version}.${mark}"`;
}

/** An ETag without the mark of the associations: the version of the resource's own attributes. */
export function ownVersion(tag: string): string {
  return tag.replace(/\.[\w-]+"$/, '"');
}

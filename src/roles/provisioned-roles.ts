/**
 * The roles that Entra has provisioned, from the attribute `roles` of a user's document. One mapping of app roles,
 * `AppRoleAssignmentsComplex`, puts a JSON text with the role into the value.
 * @param text the attribute as JSON; null when the user has none
 */
export function provisionedRoles(text: string | null): string[] {
  const values: unknown = text === null ? [] : JSON.parse(text);
  const names = (Array.isArray(values) ? values : []).map((each) =>
    roleIn((each as { value?: unknown }).value),
  );
  return [...new Set(names.filter((name) => name !== ''))];
}

function roleIn(value: unknown): string {
  if (typeof value !== 'string') return '';
  if (!value.startsWith('{')) return value;
  try {
    const inner = (JSON.parse(value) as { value?: unknown }).value;
    return typeof inner === 'string' ? inner : value;
  } catch {
    return value;
  }
}

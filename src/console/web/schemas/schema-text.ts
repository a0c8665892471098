/** A schema as it is typed; the service checks it. */
export interface TypedSchema {
  readonly name?: unknown;
  readonly attributes?: unknown;
}

/** The schema in a JSON text; null when it is none. */
export function schemaIn(text: string): TypedSchema | null {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

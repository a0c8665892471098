/** As much of a JSON Schema as the schemas of the admin API use. */
export interface ExampleSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly example?: unknown;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly items?: ExampleSchema;
  readonly allOf?: readonly ExampleSchema[];
  readonly anyOf?: readonly ExampleSchema[];
  readonly properties?: Readonly<Record<string, ExampleSchema>>;
}

export type ExampleSchemas = Readonly<Record<string, ExampleSchema>>;

/** A whole example, made of the examples of the members. */
export function exampleOfSchema(schema: ExampleSchema, schemas: ExampleSchemas): unknown {
  const { $ref, example, enum: [first] = [], items, properties } = schema;
  if (example !== undefined) return example;
  if (schema.default !== undefined) return schema.default;
  if ($ref !== undefined)
    return exampleOfSchema(schemas[$ref.slice($ref.lastIndexOf('/') + 1)] ?? {}, schemas);
  const [part] = schema.allOf ?? schema.anyOf ?? [];
  if (part !== undefined) return exampleOfSchema(part, schemas);
  if (first !== undefined) return first;
  if (items !== undefined) return [exampleOfSchema(items, schemas)];
  if (properties !== undefined) {
    return Object.fromEntries(
      Object.entries(properties)
        .map(([name, member]) => [name, exampleOfSchema(member, schemas)] as const)
        .filter(([, value]) => value !== undefined),
    );
  }
  const types = [schema.type].flat();
  if (types.includes('null')) return null;
  if (schema.format === 'date-time') return '2026-01-15T09:30:00.000Z';
  const [type] = types;
  return type === 'boolean' ? true : type === 'integer' || type === 'number' ? 1 : undefined;
}

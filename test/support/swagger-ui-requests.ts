import type { Page } from 'playwright-core';

/** A request as Swagger UI sends it for an operation when nobody has changed what it has filled in. */
export interface FilledIn {
  readonly operationId: string;
  readonly method: string;
  /** Path and query. A path parameter without an example is there by its name, in braces. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** What Swagger UI makes of schemas without an example, by its own function. */
const SAMPLES = `(schemas) => schemas.map(([schema, type]) => ui.getSystem().fn.getSampleSchema(schema, type, { includeWriteOnly: true }))`;
const FORM = 'application/x-www-form-urlencoded';

/**
 * What Swagger UI fills in for each operation of its document.
 * @param page shows Swagger UI
 */
export async function filledInBySwaggerUi(page: Page, document: any): Promise<FilledIn[]> {
  const operations = Object.entries<object>(document.paths).flatMap(([path, item]) =>
    Object.entries<any>(item).map(([method, operation]) => ({ path, method, operation })),
  );
  const bodies = operations.map(({ operation: { requestBody } }) => bodyOf(requestBody));
  const sampled = bodies.filter((body) => body !== null && body.example === undefined && body.type !== FORM);
  const samples = await page.evaluate<string[]>(
    `(${SAMPLES})(${JSON.stringify(sampled.map((body) => [resolved(body?.schema, document), body?.type]))})`,
  );
  return operations.map(({ path, method, operation }, index) => {
    const body = bodies[index] ?? null;
    const { parameters = [], operationId } = operation;
    const given = (place: string): [string, string][] =>
      parameters
        .filter((parameter: any) => parameter.in === place && valueOf(parameter) !== '')
        .map((parameter: any) => [parameter.name, valueOf(parameter)]);
    const paths = new Map(given('path'));
    const target = path.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
      encodeURIComponent(paths.get(name) ?? whole),
    );
    const query = new URLSearchParams(given('query'));
    return {
      operationId,
      method: method.toUpperCase(),
      target: query.size === 0 ? target : `${target}?${query.toString()}`,
      headers: {
        ...Object.fromEntries(given('header')),
        ...(body === null ? {} : { 'content-type': body.type }),
      },
      body:
        body === null
          ? null
          : body.type === FORM
            ? formOf(resolved(body.schema, document))
            : textOf(body.example ?? samples[sampled.indexOf(body)]),
    };
  });
}

/** The first media type of a body, with its example: the first one of several. */
function bodyOf(requestBody: any): { type: string; schema: any; example: unknown } | null {
  const [found] = Object.entries<any>(requestBody?.content ?? {});
  if (found === undefined) return null;
  const [type, { schema, example, examples = {} }] = found;
  const [first] = Object.values<any>(examples);
  return { type, schema, example: first?.value ?? example };
}

/** A form has a field for each property; one without an example or default is filled in when there is no choice. */
function formOf({ properties, required = [] }: any): string {
  const filled = Object.entries<any>(properties).flatMap(([name, schema]): [string, string][] => {
    const { enum: values = [] } = schema;
    const first = values.length === 1 || required.includes(name) ? (values[0] ?? '') : '';
    const value = schema.example ?? schema.default ?? first;
    return value === '' ? [] : [[name, String(value)] as [string, string]];
  });
  return new URLSearchParams(filled).toString();
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

/** What the field of a parameter shows. */
function valueOf({ example, examples = {}, schema = {} }: any): string {
  const [first] = Object.values<any>(examples);
  const value = example ?? first?.value ?? schema.example ?? schema.default ?? '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A schema with those that it refers to in place of the references. */
function resolved(node: any, document: any): any {
  if (Array.isArray(node)) return node.map((each) => resolved(each, document));
  if (node === null || typeof node !== 'object') return node;
  const { $ref, ...rest } = node;
  const target =
    $ref === undefined ? {} : document.components.schemas[String($ref).slice($ref.lastIndexOf('/') + 1)];
  return Object.fromEntries(
    Object.entries({ ...target, ...rest }).map(([key, value]) => [key, resolved(value, document)]),
  );
}

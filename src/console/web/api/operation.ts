import type { Operations } from './admin-api.gen.js';

/** A path with any text in the place of each parameter: `/tenants/${string}` for `/tenants/{id}`. */
type Filled<Path extends string> = Path extends `${infer Before}{${string}}${infer After}`
  ? `${Before}${string}${Filled<After>}`
  : Path;

/** The operation of a method and a path below `/admin/v1`; never when there is none. */
export type KeyOf<Method extends string, Path extends string> = {
  [Key in keyof Operations]: Key extends `${Method} /admin/v1${infer Pattern}`
    ? Filled<Pattern> extends Path
      ? Path extends Filled<Pattern>
        ? Key
        : never
      : never
    : never;
}[keyof Operations];

/** Makes a path that no operation has a type error. */
export type Known<Method extends string, Path extends string> = [KeyOf<Method, Path>] extends [never]
  ? 'the admin API has no such operation'
  : unknown;

/** The body of an operation as the last argument of a call; no argument where there is none. */
export type BodyOf<Key extends keyof Operations> = Operations[Key]['given'] extends { body: infer Body }
  ? [body: Body]
  : Operations[Key]['given'] extends { body?: infer Body }
    ? [Body] extends [undefined]
      ? []
      : [body?: Body]
    : [];

/** The answer of an operation. */
export type AnswerOf<Method extends string, Path extends string> = Operations[KeyOf<Method, Path>]['answer'];

/** What the pages of a list hold. */
export type ItemOf<Path extends string> = Operations[KeyOf<'GET', Path>]['answer'] extends {
  items: (infer Item)[];
}
  ? Item
  : never;

/** Parameters of a list, as texts; null leaves one out. */
export type QueryOf<Path extends string> = Operations[KeyOf<'GET', Path>]['given'] extends {
  query?: infer Query;
}
  ? { readonly [Name in keyof Query & string]?: string | null }
  : Readonly<Record<string, never>>;

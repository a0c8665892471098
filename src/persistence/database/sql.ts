import type { SqlValue } from './database.js';

/** An SQL fragment with its parameters, in the order of its `?`. */
export interface Sql {
  readonly text: string;
  readonly params: readonly SqlValue[];
}

/**
 * Builds SQL from a template. An interpolated `Sql` is inlined; every other value becomes a parameter, so no value can
 * reach the text.
 */
export function sql(strings: TemplateStringsArray, ...values: readonly (SqlValue | Sql)[]): Sql {
  const params: SqlValue[] = [];
  let text = strings[0] ?? '';
  values.forEach((value, index) => {
    if (isSql(value)) {
      text += value.text;
      params.push(...value.params);
    } else {
      text += '?';
      params.push(value);
    }
    text += strings[index + 1] ?? '';
  });
  return { text, params };
}

/** Marks a name or an expression as SQL. It must come from this code base, never from a request. */
export function trusted(text: string): Sql {
  return { text, params: [] };
}

export const TRUE = trusted('1 = 1');
export const FALSE = trusted('1 = 0');

/** Joins fragments with `separator`, each in parentheses. */
export function joinSql(pieces: readonly Sql[], separator: 'AND' | 'OR'): Sql {
  return {
    text: pieces.map((piece) => `(${piece.text})`).join(` ${separator} `),
    params: pieces.flatMap((piece) => piece.params),
  };
}

function isSql(value: SqlValue | Sql): value is Sql {
  return typeof value === 'object' && value !== null && 'text' in value;
}

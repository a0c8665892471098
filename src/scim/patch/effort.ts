import { ScimError } from '../errors.js';
import type { CheckedFilter } from '../filter/ast.js';
import { isObject } from '../resource.js';

/** Well below a second of work. Requests of Entra need a few hundred units. */
const MOST = 1_000_000;
const CHARACTERS_PER_UNIT = 100;

/**
 * Limits the comparisons of one request: operations, elements and conditions multiply, though each is harmless within
 * its own limit.
 */
export class Effort {
  private spent = 0;

  /**
   * Counts an examination of every element, once per condition of the filter.
   * @throws ScimError invalidValue when the request exceeds the limit
   */
  spend(elements: readonly unknown[], filter: CheckedFilter | null): void {
    const conditions = filter === null ? 1 : conditionsIn(filter);
    for (const element of elements) this.spent += conditions * size(element);
    if (this.spent > MOST) {
      throw ScimError.invalidValue(
        'The operations compare too many values of one attribute: send them in several requests',
      );
    }
  }
}

function conditionsIn(filter: CheckedFilter): number {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.operands.reduce((sum, operand) => sum + conditionsIn(operand), 0);
    case 'not':
      return conditionsIn(filter.operand);
    case 'elements':
      return conditionsIn(filter.filter);
    case 'compare':
    case 'present':
      return 1;
  }
}

const sizes = new WeakMap<object, number>();

function size(element: unknown): number {
  if (!isObject(element)) return newSize(element);
  let known = sizes.get(element);
  if (known === undefined) sizes.set(element, (known = newSize(element)));
  return known;
}

function newSize(element: unknown): number {
  const values = isObject(element) ? Object.values(element) : [element];
  const characters = values.reduce<number>(
    (sum, value) => sum + (typeof value === 'string' ? value.length : 1),
    0,
  );
  return 1 + characters / CHARACTERS_PER_UNIT;
}

import type { Filter, Literal } from '../../src/scim/filter/ast.js';

/** Prints a parsed filter with only the necessary parentheses: `parseFilter` reads the same filter from the text. */
export function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'or':
      return filter.operands.map((operand) => operandText(operand, ['or'])).join(' or ');
    case 'and':
      return filter.operands.map((operand) => operandText(operand, ['or', 'and'])).join(' and ');
    case 'not':
      return `not (${printFilter(filter.operand)})`;
    case 'present':
      return `${filter.path} pr`;
    case 'compare':
      return `${filter.path} ${filter.op} ${literalText(filter.literal)}`;
    case 'elements':
      return `${filter.path}[${printFilter(filter.filter)}]`;
  }
}

/** @param weaker kinds of operands that need parentheses */
function operandText(operand: Filter, weaker: readonly Filter['kind'][]): string {
  const text = printFilter(operand);
  return weaker.includes(operand.kind) ? `(${text})` : text;
}

function literalText({ value, text }: Literal): string {
  return typeof value === 'string' ? JSON.stringify(value) : text;
}

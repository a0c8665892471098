import { ScimError } from '../errors.js';
import { COMPARISONS, type Comparison, type Filter, type Literal } from './ast.js';
import { ESCAPES, tokens, type Span, type Token } from './tokens.js';

/** Maximum length of a filter or PATCH path, in UTF-16 code units. */
export const MAX_FILTER_LENGTH = 16_384;
/** Maximum nesting of parentheses and brackets. */
export const MAX_FILTER_DEPTH = 32;
/** Maximum number of comparisons (and `pr`) in one filter. */
export const MAX_FILTER_TERMS = 200;

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * Parses a filter, RFC 7644 section 3.4.2.2: `not` binds tighter than `and`, `and` tighter than `or`. Beyond the RFC's
 * grammar, `attribute[filter].sub op value` is read as `attribute[(filter) and sub op value]` (Entra sends it when the
 * matching attribute is filtered), and an unquoted word is a string.
 * @param whole the span of a string whose content is taken unescaped
 * @throws ScimError invalidFilter with the position of the first error
 */
export function parseFilter(text: string, whole: Span | null = null): Filter {
  const parser = new FilterParser(text, whole);
  const filter = parser.parseOr();
  parser.expectEnd();
  return filter;
}

/**
 * A recursive descent parser over the tokens, with one token of look-ahead. It parses the filters in PATCH paths too.
 */
export class FilterParser {
  private readonly source: Generator<Token, Token>;
  private next: Token;
  private last: Token['kind'] | null = null;
  private depth = 0;
  private terms = 0;

  constructor(text: string, whole: Span | null = null) {
    if (text.length > MAX_FILTER_LENGTH) {
      throw ScimError.invalidFilter(
        `The filter has ${text.length} characters; at most ${MAX_FILTER_LENGTH} are accepted`,
      );
    }
    if (text.includes('\0')) throw ScimError.invalidFilter('The filter contains a NUL character');
    this.source = tokens(text, whole);
    this.next = this.read();
  }

  parseOr(): Filter {
    return this.parseChain('or', () => this.parseChain('and', () => this.parseNot()));
  }

  expectEnd(): void {
    if (this.next.kind !== 'end') throw this.unexpected('"and", "or" or the end of the filter');
  }

  /** Consumes the next token if it is of that kind. */
  take<Kind extends Token['kind']>(kind: Kind): Extract<Token, { kind: Kind }> | null {
    if (this.next.kind !== kind) return null;
    const token = this.next;
    this.last = kind;
    this.next = this.read();
    return token as Extract<Token, { kind: Kind }>;
  }

  unexpected(expected: string): ScimError {
    const hint = this.last === 'string' ? `; ${ESCAPES}` : '';
    return ScimError.invalidFilter(
      `Expected ${expected}, but ${found(this.next)} at position ${this.next.at}${hint}`,
    );
  }

  private parseChain(operator: 'and' | 'or', parseOperand: () => Filter): Filter {
    const operands = [parseOperand()];
    while (this.takeWord(operator)) operands.push(parseOperand());
    const [only] = operands;
    return operands.length === 1 && only !== undefined ? only : { kind: operator, operands };
  }

  private parseNot(): Filter {
    if (!this.takeWord('not')) return this.parsePrimary();
    if (this.next.kind !== '(') throw this.unexpected('"(" after "not"');
    return { kind: 'not', operand: this.parsePrimary() };
  }

  private parsePrimary(): Filter {
    if (this.take('(') !== null) {
      const inner = this.nested(() => this.parseOr());
      if (this.take(')') === null) throw this.unexpected('")"');
      return inner;
    }
    const name = this.take('word');
    if (name === null) throw this.unexpected('an attribute name or "("');
    if (this.take('[') === null) return this.parseComparison(name.text);
    const filter = this.nested(() => this.parseOr());
    if (this.take(']') === null) throw this.unexpected('"]"');
    return { kind: 'elements', path: name.text, filter: this.withSubAttribute(filter) };
  }

  /** `[filter].sub op value` is one more condition on the same element. */
  private withSubAttribute(filter: Filter): Filter {
    if (this.next.kind !== 'word' || !this.next.text.startsWith('.')) return filter;
    const sub = this.next.text.slice(1);
    this.take('word');
    return { kind: 'and', operands: [filter, this.parseComparison(sub)] };
  }

  private parseComparison(path: string): Filter {
    if (++this.terms > MAX_FILTER_TERMS) {
      throw ScimError.invalidFilter(`The filter has more than ${MAX_FILTER_TERMS} comparisons`);
    }
    const operator = this.next.kind === 'word' ? this.next.text.toLowerCase() : '';
    if (operator === 'pr') {
      this.take('word');
      return { kind: 'present', path };
    }
    const op = COMPARISONS.find((known) => known === operator);
    if (op === undefined)
      throw this.unexpected(`an operator (${COMPARISONS.join(', ')}, pr) after "${path.slice(0, 80)}"`);
    this.take('word');
    return { kind: 'compare', path, op, literal: this.parseLiteral(op) };
  }

  private parseLiteral(op: Comparison): Literal {
    const quoted = this.take('string');
    if (quoted !== null) {
      const { value, written } = quoted;
      return written === undefined ? { value, text: value } : { value, text: value, written };
    }
    const word = this.take('word');
    if (word === null) throw this.unexpected(`a value after "${op}", such as "text", 42, true or null`);
    if (word.text.startsWith("'"))
      throw ScimError.invalidFilter(`Strings stand in double quotes, but a ' stands at position ${word.at}`);
    return { value: literalValue(word.text), text: word.text };
  }

  private takeWord(text: string): boolean {
    if (this.next.kind !== 'word' || this.next.text.toLowerCase() !== text) return false;
    this.take('word');
    return true;
  }

  private nested<T>(parse: () => T): T {
    if (++this.depth > MAX_FILTER_DEPTH) {
      throw ScimError.invalidFilter(`The filter is nested more than ${MAX_FILTER_DEPTH} levels deep`);
    }
    const result = parse();
    this.depth--;
    return result;
  }

  private read(): Token {
    return this.source.next().value;
  }
}

function found(token: Token): string {
  switch (token.kind) {
    case 'end':
      return 'it ends';
    case 'word':
      return `"${token.text.slice(0, 80)}" stands`;
    case 'string':
      return 'a string stands';
    case '(':
    case ')':
    case '[':
    case ']':
      return `"${token.kind}" stands`;
  }
}

/**
 * Microsoft's samples contain unquoted strings (`externalId eq jvos`), so a word that is no JSON literal is a string.
 */
function literalValue(word: string): Literal['value'] {
  switch (word.toLowerCase()) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'null':
      return null;
    default:
      return NUMBER.test(word) ? Number(word) : word;
  }
}

import type { AttributeTarget } from '../resource-type.js';
import type { Comparable } from '../compare.js';

/** The comparison operators of RFC 7644 table 3, without `pr`. */
export const COMPARISONS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** A literal as written, and its JSON value. */
export interface Literal {
  readonly value: Comparable | null;
  /** The text without quotes: the value when a string attribute is compared with an unquoted word. */
  readonly text: string;
  /**
   * The raw text between the quotes, if the client may have meant that rather than the unescaped value: a comparison
   * then accepts both.
   */
  readonly written?: string;
}

/** A parsed filter, RFC 7644 section 3.4.2.2; attribute names are not resolved yet. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Filter[] }
  | { readonly kind: 'not'; readonly operand: Filter }
  | { readonly kind: 'compare'; readonly path: string; readonly op: Comparison; readonly literal: Literal }
  | { readonly kind: 'present'; readonly path: string }
  /** `emails[…]`: a single element must satisfy all of `filter`. */
  | { readonly kind: 'elements'; readonly path: string; readonly filter: Filter };

/** A filter with resolved names and literals of the attributes' types. */
export type CheckedFilter =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly CheckedFilter[] }
  | { readonly kind: 'not'; readonly operand: CheckedFilter }
  | {
      readonly kind: 'compare';
      readonly target: AttributeTarget;
      readonly op: Comparison;
      readonly value: Comparable;
      /** `value` as a comparison key. */
      readonly key: string;
    }
  | { readonly kind: 'present'; readonly target: AttributeTarget }
  | { readonly kind: 'elements'; readonly target: AttributeTarget; readonly filter: CheckedFilter };

import type { AttributeTarget } from '../resource-type.js';
import type { Comparable } from '../compare.js';

/** The comparison operators of RFC 7644 table 3, without `pr`. */
export const COMPARISONS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** A literal as written, and what it stands for in JSON. */
export interface Literal {
  readonly value: Comparable | null;
  /** The text without quotes: what an unquoted word means for a string attribute. */
  readonly text: string;
  /** What stands between the quotes, where the client may have meant that: for a text, either will do. */
  readonly written?: string;
}

/** A filter as parsed, RFC 7644 section 3.4.2.2; attribute names are still plain text. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Filter[] }
  | { readonly kind: 'not'; readonly operand: Filter }
  | { readonly kind: 'compare'; readonly path: string; readonly op: Comparison; readonly literal: Literal }
  | { readonly kind: 'present'; readonly path: string }
  /** `emails[…]`: one and the same element must satisfy all of `filter`. */
  | { readonly kind: 'elements'; readonly path: string; readonly filter: Filter };

/** A filter whose names are resolved and whose literals fit their attributes. */
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

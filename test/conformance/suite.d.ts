/** One case of the conformance suite. */
export interface ConformanceCase {
  readonly name: string;
  /** Whose test it is, such as "Microsoft SCIM Validator, test 12". */
  readonly source: string;
  /** Why it is not run; such a case has no `run`. */
  readonly skip?: string;
}

export const cases: readonly ConformanceCase[];

export function runCase(each: ConformanceCase, baseUrl: string, code: string): Promise<string[]>;

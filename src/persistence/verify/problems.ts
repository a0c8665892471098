/** What may be wrong with stored data, each with what it means to an operator. */
export const PROBLEM_KINDS = {
  'custom-schema': 'a custom schema cannot be read: resources of the tenant are not compared',
  document: 'the document cannot be read, or holds what no document holds',
  'document-id': 'the document has the id of another resource',
  version: 'the version or the times are impossible',
  column: 'a column differs from the document',
  'unique-key': 'a unique key differs from the document',
  'index-row-missing': 'a value of the document has no index row',
  'index-row-wrong': 'an index row differs from the document',
  'index-row-extra': 'an index row has no value in the document',
  'index-row-orphaned': 'index rows of a resource that does not exist',
  count: 'the number of resources differs from the rows',
  'membership-without-group': 'a membership of a group that does not exist',
  'membership-without-member': 'a membership of a resource that does not exist',
  'member-type': 'a membership has the wrong type of member',
  'membership-cycle': 'a group contains itself, directly or through others',
} as const;

export type ProblemKind = keyof typeof PROBLEM_KINDS;

/** One thing that is wrong. */
export interface Problem {
  readonly kind: ProblemKind;
  /** What it is about, by its id. */
  readonly subject: string;
}

/** The problems of one kind. */
export interface KindOfProblem {
  readonly kind: ProblemKind;
  readonly count: number;
  /** The first few. */
  readonly subjects: readonly string[];
}

const SUBJECTS = 5;

/** Counts problems by kind, in constant memory. */
export class Findings {
  private readonly found = new Map<ProblemKind, { count: number; subjects: string[] }>();

  add({ kind, subject }: Problem): void {
    const known = this.found.get(kind) ?? { count: 0, subjects: [] };
    known.count++;
    if (known.subjects.length < SUBJECTS) known.subjects.push(subject);
    this.found.set(kind, known);
  }

  get kinds(): KindOfProblem[] {
    return [...this.found].map(([kind, { count, subjects }]) => ({ kind, count, subjects }));
  }
}

/** How much is done in each phase. */
export interface Amounts {
  readonly users: number;
  /** Groups that members are spread over. */
  readonly groups: number;
  /** Requests of a phase that only reads. */
  readonly reads: number;
  readonly lists: number;
  readonly largeReads: number;
  /** Requests that add 20 members each. */
  readonly additionsOf20: number;
}

/** What the server must hold, learned from its answers. */
export class Directory {
  readonly userIds: string[] = [];
  readonly groupIds: string[] = [];
  /** Groups that never have members. */
  readonly emptyGroupIds: string[] = [];
  /** The group that everybody is put into. */
  largeGroup = '';
  readonly members = new Map<string, Set<string>>();

  /**
   * @param series first digits of all numbers in names, so that each run through the phases has names of its own
   * @param others users that are there beside those of this run
   */
  constructor(
    readonly amounts: Amounts,
    private readonly series: number,
    readonly others: number,
  ) {}

  /** The number in the names of the n-th user or group. */
  number(n: number): string {
    return `${this.series}${String(n).padStart(7, '0')}`;
  }

  add(group: string, ids: readonly string[]): void {
    const members = this.members.get(group) ?? new Set();
    for (const id of ids) members.add(id);
    this.members.set(group, members);
  }
}

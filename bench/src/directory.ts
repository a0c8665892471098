/** The number of requests or resources in each phase. */
export interface Amounts {
  readonly users: number;
  /** Groups that the members are distributed over. */
  readonly groups: number;
  /** Requests of each read-only phase. */
  readonly reads: number;
  readonly lists: number;
  readonly largeReads: number;
  /** Requests that add 20 members each. */
  readonly additionsOf20: number;
}

/** The expected content of the server, learned from its answers. */
export class Directory {
  readonly userIds: string[] = [];
  readonly groupIds: string[] = [];
  /** Groups without members. */
  readonly emptyGroupIds: string[] = [];
  /** The group that contains all users. */
  largeGroup = '';
  readonly members = new Map<string, Set<string>>();

  /**
   * @param series first digits of all numbers in names, so that names differ between runs through the phases
   * @param others number of users from other runs
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

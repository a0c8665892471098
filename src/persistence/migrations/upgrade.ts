/** What a migration means for processes of the last release, which run beside it while a release is rolled out. */
export interface Upgrade {
  /**
   * `rolling`: processes of the last release go on with the new schema, and those of this one with what they write.
   * `stop-first`: they cannot; stop all of them before.
   */
  readonly besideLastRelease: 'rolling' | 'stop-first';
  /** For an operator: why they have to be stopped. */
  readonly reason?: string;
  /** What has to be run when no process of the last release is left. */
  readonly then?: 'reindex';
}

/** A migration says it in a static member: `static readonly upgrade: Upgrade = { besideLastRelease: 'rolling' }`. */
export function upgradeOf(migration: { readonly name: string }): Upgrade | undefined {
  return (migration as { readonly upgrade?: Upgrade }).upgrade;
}

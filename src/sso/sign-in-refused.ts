import type { AuthFailure } from '../access/tenant-access.js';

/** The tenant, and the user if it is known, that a refused person wanted to be. */
export interface RefusedPerson {
  readonly tenantId: string;
  readonly objectId: string;
  readonly userId: string | null;
  readonly userName: string | null;
}

/** A person who is not let in. The reason is for the logs only: every refused person sees the same page. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';

  /**
   * @param person null unless Entra has proved who it is, and the tenant is known
   * @param seen what else operators find in the service's log
   */
  constructor(
    readonly reason: AuthFailure,
    readonly person: RefusedPerson | null = null,
    readonly seen: Readonly<Record<string, string>> | null = null,
  ) {
    super(reason);
  }
}

/** Entra does not answer, or not as it should. */
export class EntraUnavailable extends Error {
  override readonly name = 'EntraUnavailable';

  /** @param problem for operators: says nothing of people */
  constructor(readonly problem: string) {
    super(problem);
  }
}

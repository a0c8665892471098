/** An admin request under way: who acts, from where, and what for. */
export interface AuditedRequest {
  readonly action: string;
  readonly actorKind: string;
  readonly actorHint: string;
  readonly address: string;
  readonly requestId: string;
}

/** What the request has changed. Never a secret. */
export interface AuditedChange {
  readonly tenantId: string | null;
  /** Id of what was changed, where it is not the tenant. */
  readonly target?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
  /** Who acts, when it is only known by the change. */
  readonly actor?: { readonly kind: string; readonly hint: string };
}

/** The kind of actor before anyone has signed in. */
export const NOBODY = 'nobody';
/** The kind of actor that holds a set-up link. */
export const SETUP_LINK = 'setup-link';

/** Carries out the actions of the admin API and has them written down; the audit log provides it. */
export abstract class ActionRecorder {
  /**
   * Carries out an action; one that has noted no change gets an entry all the same, and so does one that fails.
   * @param subject of entries that the action itself does not write
   * @param statusOf tells the status that an error will be answered with, and what the caller is told
   */
  abstract audited<T>(
    request: AuditedRequest,
    subject: AuditedChange,
    work: () => Promise<T>,
    statusOf: (error: unknown) => { readonly status: number; readonly detail: string },
  ): Promise<T>;
}

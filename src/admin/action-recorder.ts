/** The current admin request: its actor, origin and action. */
export interface AuditedRequest {
  readonly action: string;
  readonly actorKind: string;
  readonly actorHint: string;
  readonly actorId: string | null;
  readonly actorName: string | null;
  readonly address: string;
  readonly requestId: string;
}

/** A change made by a request. Never contains a secret. */
export interface AuditedChange {
  readonly tenantId: string | null;
  /** Id of the changed object, when that is not the tenant. */
  readonly target?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
  /** The actor, when only the change identifies it. */
  readonly actor?: { readonly kind: string; readonly hint: string; readonly name?: string | null };
}

/** The kind of actor before sign-in. */
export const NOBODY = 'nobody';
/** The kind of actor with a set-up link. */
export const SETUP_LINK = 'setup-link';
export const READ_ONLY_LINK = 'read-only-link';
/** The kind of actor who has signed in with Entra. */
export const PERSON = 'person';

/** Carries out actions of the admin API and has them recorded; the audit log implements it. */
export abstract class ActionRecorder {
  /**
   * Carries out an action. An action without a recorded change gets an entry too, and so does a failed one.
   * @param subject of entries that the action does not write itself
   * @param statusOf returns the status and message with which an error will be answered
   */
  abstract audited<T>(
    request: AuditedRequest,
    subject: AuditedChange,
    work: () => Promise<T>,
    statusOf: (error: unknown) => { readonly status: number; readonly detail: string },
  ): Promise<T>;
}

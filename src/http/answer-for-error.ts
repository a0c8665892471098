import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { DatabaseUnavailable, WriteRefused } from '../persistence/database/database.js';
import { ScimError } from '../scim/errors.js';
import { withoutSecrets } from '../secrets/secret-text.js';
import { isOAuthUrl, OAuthError, oauthErrorBody, type OAuthErrorCode } from './oauth-error.js';
import { isScimUrl, SCIM_MEDIA_TYPE } from './scim-path.js';

/**
 * Whether a status means a failure of the service. 501 is not one: like a 4xx, it tells the client what is not
 * supported.
 */
export function isFailure(status: number): boolean {
  return status >= 500 && status !== 501;
}

/** A member of a request body that was refused, with the reason. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** An error for the caller, before it is rendered. */
export interface ErrorAnswer {
  readonly error: ScimError;
  readonly fields: readonly FieldError[];
  readonly headers: Readonly<Record<string, string>>;
  /** The OAuth error code; by default derived from the status. */
  readonly oauthCode?: OAuthErrorCode;
}

/** Body of an error outside SCIM, RFC 9457. */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly errors?: readonly FieldError[];
}

/** In seconds; by then every process has noticed a change made by another. */
const RETRY_LATER = { 'retry-after': '5' };

/**
 * Converts a thrown error into the answer for the caller. Only errors made for callers show their message. Secrets that
 * a request had in the wrong place are removed, since clients keep errors in their logs.
 * @param thrown whatever was thrown
 * @param requestId shown instead of the message of an unexpected error
 */
export function answerForError(thrown: unknown, requestId: string): ErrorAnswer {
  if (thrown instanceof ScimError) {
    const error = thrown.saying(withoutSecrets(thrown.detail));
    return { error, fields: [], headers: retryHeaders(thrown) };
  }
  if (thrown instanceof WriteRefused) {
    const error = ScimError.http(503, 'The database takes no writes at the moment: try again later');
    return { error, fields: [], headers: RETRY_LATER };
  }
  if (thrown instanceof DatabaseUnavailable) {
    const error = ScimError.http(
      503,
      'The database is busy or cannot be reached: try again in a few seconds',
    );
    return { error, fields: [], headers: RETRY_LATER };
  }
  if (thrown instanceof OAuthError) {
    const status = thrown.getStatus();
    const headers = status === 503 ? RETRY_LATER : {};
    return { error: ScimError.http(status, thrown.message), fields: [], headers, oauthCode: thrown.code };
  }
  if (thrown instanceof HttpException && thrown.getStatus() < 500) {
    const error = ScimError.http(thrown.getStatus(), withoutSecrets(thrown.message));
    return { error, fields: fieldErrors(thrown.getResponse()), headers: {} };
  }
  const error = ScimError.http(
    500,
    `Something went wrong here. The operators find it by the id ${requestId}`,
  );
  return { error, fields: [], headers: {} };
}

function retryHeaders({ status, limited }: ScimError): Readonly<Record<string, string>> {
  if (limited !== undefined) {
    return limited.retryAfter === null ? {} : { 'retry-after': String(limited.retryAfter) };
  }
  return status === 429 || status === 503 ? RETRY_LATER : {};
}

/**
 * The body of an error: RFC 7644 section 3.12 under the SCIM base URL, RFC 6749 section 5.2 at the OAuth endpoints, RFC
 * 9457 elsewhere.
 * @returns the text and its media type
 */
export function errorBody(
  { error, fields, oauthCode }: ErrorAnswer,
  url: string,
  requestId: string,
): { readonly type: string; readonly text: string } {
  if (isScimUrl(url)) return { type: SCIM_MEDIA_TYPE, text: JSON.stringify(error.body()) };
  if (isOAuthUrl(url)) {
    const body = oauthErrorBody(oauthCode ?? null, error.status, error.detail);
    return { type: 'application/json', text: JSON.stringify(body) };
  }
  const problem: Problem = {
    type: 'about:blank',
    title: STATUS_CODES[error.status] ?? 'Error',
    status: error.status,
    detail: error.detail,
    instance: `urn:invitedesk:request:${requestId}`,
    ...(fields.length === 0 ? {} : { errors: fields }),
  };
  return { type: 'application/problem+json', text: JSON.stringify(problem) };
}

function fieldErrors(response: unknown): readonly FieldError[] {
  const { errors = [] } = Object(response) as { errors?: readonly FieldError[] };
  return errors;
}

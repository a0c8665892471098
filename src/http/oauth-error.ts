import { HttpException } from '@nestjs/common';

/** OAuth endpoints begin with this path; their errors take the form of RFC 6749 section 5.2. */
const OAUTH_PATH = /^\/+oauth(?:[/?]|$)/;

/** RFC 6749 section 5.2; the last two come from section 4.1.2.1 and mean a failure of the server. */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'temporarily_unavailable'
  | 'server_error';

/** A refusal of the token endpoint. */
export class OAuthError extends HttpException {
  constructor(
    readonly code: OAuthErrorCode,
    description: string,
    status = code === 'invalid_client' ? 401 : 400,
  ) {
    super(description, status);
  }
}

/** Whether a request target is an OAuth endpoint. */
export function isOAuthUrl(url: string): boolean {
  return OAUTH_PATH.test(url);
}

/** The body of an error at the OAuth endpoints. */
export function oauthErrorBody(code: OAuthErrorCode | null, status: number, description: string): object {
  const usual =
    status === 503 ? 'temporarily_unavailable' : status >= 500 ? 'server_error' : 'invalid_request';
  return { error: code ?? usual, error_description: inCharset(description) };
}

/** Section 5.2 excludes quotation marks and backslashes. */
function inCharset(text: string): string {
  return text.replaceAll(/["\\]/g, "'").replaceAll(/[^\x20-\x7e]/g, ' ');
}

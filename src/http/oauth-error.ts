import { HttpException } from '@nestjs/common';

/** Paths of the OAuth endpoints begin with it; errors there take the form of RFC 6749 section 5.2. */
const OAUTH_PATH = /^\/+oauth(?:[/?]|$)/;

/** RFC 6749 section 5.2; the last two are of section 4.1.2.1, for what is wrong on this side. */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'temporarily_unavailable'
  | 'server_error';

/** What a client of the token endpoint is told of a request that is refused. */
export class OAuthError extends HttpException {
  constructor(
    readonly code: OAuthErrorCode,
    description: string,
    status = code === 'invalid_client' ? 401 : 400,
  ) {
    super(description, status);
  }
}

/** Whether a request target is one of the OAuth endpoints. */
export function isOAuthUrl(url: string): boolean {
  return OAUTH_PATH.test(url);
}

/** The body of an error at the OAuth endpoints. */
export function oauthErrorBody(code: OAuthErrorCode | null, status: number, description: string): object {
  const usual =
    status === 503 ? 'temporarily_unavailable' : status >= 500 ? 'server_error' : 'invalid_request';
  return { error: code ?? usual, error_description: inCharset(description) };
}

/** Section 5.2 leaves out quotation marks and the backslash. */
function inCharset(text: string): string {
  return text.replaceAll(/["\\]/g, "'").replaceAll(/[^\x20-\x7e]/g, ' ');
}

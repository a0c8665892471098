import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  ApiSecurity,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../http/access.decorators.js';
import { FormBody } from '../http/body.guard.js';
import type { Form } from '../http/form-text.js';
import { OAuthError } from '../http/oauth-error.js';
import { TOKEN_PATH } from '../http/oauth-paths.js';
import { stateOf } from '../http/request-state.js';
import type { Refusal } from '../access/tenant-access.js';
import { TokenIssuer, type IssuedAccessToken } from '../tenants/credentials/token-issuer.js';
import { readAuthentication, type ClientAuthentication } from './client-authentication.js';
import { OAuthErrorAnswer, TokenAnswer, TokenRequest } from './token.dto.js';

/** The only scope: all of SCIM. */
export const SCOPE = 'scim';
const CLIENT_ID = /^[0-9a-z]{16}$/;
const NO_FORM: Form = new Map();

/** The token endpoint, RFC 6749 section 4.4. */
@ApiTags('OAuth')
@Public()
@Controller(TOKEN_PATH.slice(1))
export class TokenController {
  constructor(private readonly issuer: TokenIssuer) {}

  @Post()
  @HttpCode(200)
  @FormBody()
  @ApiOperation({
    operationId: 'issueAccessToken',
    summary: 'Get an access token with client credentials',
    description:
      "Entra's _Token endpoint_. The client shows its secret, in the form or by HTTP Basic, or an assertion that " +
      'Entra has signed for a workload identity (RFC 7523).',
  })
  @ApiSecurity({})
  @ApiSecurity('client-secret')
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiBody({ type: TokenRequest })
  @ApiOkResponse({ type: TokenAnswer })
  @ApiResponse({ status: 400, type: OAuthErrorAnswer, description: 'RFC 6749 section 5.2' })
  @ApiResponse({ status: 401, type: OAuthErrorAnswer, description: 'The client is not who it says it is' })
  async token(@Body() body: Form | undefined, @Req() request: FastifyRequest): Promise<TokenAnswer> {
    const form = body ?? NO_FORM;
    checkGrant(form);
    const authentication = readAuthentication(form, request.headers.authorization);
    const given = await this.issue(authentication);
    const state = stateOf(request);
    if ('reason' in given) {
      state.refusal = given;
      throw given.reason === 'keys-unavailable'
        ? new OAuthError('temporarily_unavailable', 'The keys of the issuer cannot be read', 503)
        : new OAuthError('invalid_client', 'The client is unknown, or what it shows is not valid');
    }
    state.access = given.access;
    return { access_token: given.text, token_type: 'Bearer', expires_in: given.expiresInSeconds };
  }

  private async issue(authentication: ClientAuthentication | null): Promise<IssuedAccessToken | Refusal> {
    if (authentication === null) return { reason: 'missing' };
    const { clientId } = authentication;
    if (!CLIENT_ID.test(clientId)) return { reason: 'malformed' };
    return authentication.kind === 'secret'
      ? this.issuer.forSecret(clientId, authentication.secret)
      : this.issuer.forAssertion(clientId, authentication.assertion);
  }
}

function checkGrant(form: Form): void {
  const grant = form.get('grant_type');
  if (grant === undefined) throw new OAuthError('invalid_request', 'The parameter grant_type is missing');
  if (grant !== 'client_credentials') {
    throw new OAuthError('unsupported_grant_type', 'Expected a grant_type of client_credentials');
  }
  const scopes = (form.get('scope') ?? SCOPE).split(' ').filter((scope) => scope !== '');
  if (scopes.some((scope) => scope !== SCOPE)) {
    throw new OAuthError('invalid_scope', `The only scope is ${SCOPE}`);
  }
}

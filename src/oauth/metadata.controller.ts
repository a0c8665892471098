import { Controller, Get, Inject, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../http/access.decorators.js';
import type { Config } from '../config.js';
import { SIGNATURE_ALGORITHMS } from '../federation/entra-token.js';
import { baseUrl, tokenUrl } from '../http/base-url.js';
import { CONFIG } from '../http/injected-config.js';
import { SCOPE } from './token.controller.js';
import { MetadataAnswer } from './token.dto.js';

/** Authorization server metadata, RFC 8414. */
@ApiTags('OAuth')
@Public()
@Controller('.well-known/oauth-authorization-server')
export class MetadataController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get()
  @ApiOperation({
    operationId: 'readOAuthMetadata',
    summary: 'Read the metadata of the authorization server (RFC 8414)',
  })
  @ApiOkResponse({ type: MetadataAnswer })
  metadata(@Req() request: FastifyRequest): MetadataAnswer {
    const issuer = baseUrl(request, this.config);
    return {
      issuer,
      token_endpoint: tokenUrl(request, this.config),
      grant_types_supported: ['client_credentials'],
      scopes_supported: [SCOPE],
      response_types_supported: [],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
      token_endpoint_auth_signing_alg_values_supported: [...SIGNATURE_ALGORITHMS],
    };
  }
}

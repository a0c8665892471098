import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { JWT_BEARER } from './client-authentication.js';

export class TokenRequest {
  @ApiProperty({ enum: ['client_credentials'] })
  grant_type!: string;

  @ApiPropertyOptional({ description: 'Needed unless HTTP Basic has it.', example: '0mk3z9c1q7x2v5bn' })
  client_id?: string;

  @ApiPropertyOptional({ example: 'ids_a8F3kQ2z_0Xo5…' })
  client_secret?: string;

  // Not an enumeration: Swagger UI would fill it in beside the secret.
  @ApiPropertyOptional({ description: `\`${JWT_BEARER}\`, with \`client_assertion\`.` })
  client_assertion_type?: string;

  @ApiPropertyOptional({ description: 'A token that Entra has signed for a workload identity.' })
  client_assertion?: string;

  @ApiPropertyOptional({ enum: ['scim'] })
  scope?: string;
}

export class TokenAnswer {
  @ApiProperty({ example: 'ida_b7R2mW9x_4Tq8…' })
  access_token!: string;

  @ApiProperty({ enum: ['Bearer'] })
  token_type!: 'Bearer';

  @ApiProperty({ description: 'Seconds; less than an hour when the secret ends before.', example: 3600 })
  expires_in!: number;
}

/** RFC 6749 section 5.2. */
export class OAuthErrorAnswer {
  @ApiProperty({ example: 'invalid_client' })
  error!: string;

  @ApiProperty({ example: 'The client is unknown, or what it shows is not valid' })
  error_description!: string;
}

/** RFC 8414 section 2. */
export class MetadataAnswer {
  @ApiProperty({ format: 'uri', example: 'https://provisioning.invitedesk.example' })
  issuer!: string;

  @ApiProperty({ format: 'uri', example: 'https://provisioning.invitedesk.example/oauth/token' })
  token_endpoint!: string;

  @ApiProperty({ type: [String], example: ['client_credentials'] })
  grant_types_supported!: string[];

  @ApiProperty({ type: [String], example: ['scim'] })
  scopes_supported!: string[];

  @ApiProperty({ type: [String], example: [] })
  response_types_supported!: string[];

  @ApiProperty({ type: [String], example: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'] })
  token_endpoint_auth_methods_supported!: string[];

  @ApiProperty({ type: [String], example: ['RS256', 'PS256', 'ES256'] })
  token_endpoint_auth_signing_alg_values_supported!: string[];
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsOptional } from 'class-validator';
import { IsOptionalTime } from '../../admin/expiry.dto.js';
import { NEXT_CURSOR } from '../../admin/page.dto.js';
import { IsText, MayBeLeftOut } from '../../admin/text-rule.js';
import { EndingAnswer } from '../../endings/ending.dto.js';
import { IssuedSecretAnswer, SecretAnswer } from '../../tenants/credentials/oauth-client.dto.js';
import {
  APPLICATION_AUTHENTICATIONS,
  type ApplicationAuthentication,
  type PublicKey,
} from './application.entity.js';
import { IsApplicationUri, IsEachApplicationUri } from './application-uri.js';
import { ArePublicKeys } from './public-keys.js';

const MAX_URIS = 20;
const ID = { description: "OpenID Connect's `client_id`.", example: '0mk3z9c1q7x2v5bn' };
const NAME = { type: String, maxLength: 255, example: 'Check-in' };
const TIME = { format: 'date-time', example: '2026-01-15T09:30:00.000Z' };
const URIS = { type: String, isArray: true as const, maxItems: MAX_URIS };
const REDIRECT_URIS = {
  ...URIS,
  minItems: 1,
  description: 'Where people may be sent back to with a code; compared exactly.',
  example: ['https://checkin.invitedesk.example/callback'],
};
const POST_LOGOUT = {
  ...URIS,
  description: 'Where people may be sent back to after they have signed out.',
  example: ['https://checkin.invitedesk.example/'],
};
const BACKCHANNEL = {
  type: String,
  nullable: true,
  format: 'uri',
  description: 'Is told when a person has signed out, or is disabled or removed in Entra.',
  example: 'https://checkin.invitedesk.example/backchannel-logout',
};
const AUTHENTICATION = {
  enum: APPLICATION_AUTHENTICATIONS,
  description: 'With a secret, in HTTP Basic or in the form, or by signing assertions with a key of its own.',
  example: 'client_secret',
};
const JWKS = {
  type: 'array',
  nullable: true,
  items: { type: 'object', additionalProperties: true },
  description: 'Public keys for `private_key_jwt`, unless `jwksUri` has them.',
  example: null,
} as const;
const JWKS_URI = {
  type: String,
  nullable: true,
  format: 'uri',
  description: 'Where the public keys are fetched from.',
  example: null,
};
const URIS_MESSAGE = `expected a list of at most ${MAX_URIS} URLs`;
const REDIRECTS_MESSAGE = `expected a list of 1 to ${MAX_URIS} URLs`;

class ApplicationSettings {
  @ApiPropertyOptional(POST_LOGOUT)
  @MayBeLeftOut()
  @IsArray({ message: URIS_MESSAGE })
  @ArrayMaxSize(MAX_URIS, { message: URIS_MESSAGE })
  @IsEachApplicationUri()
  postLogoutRedirectUris?: string[];

  @ApiPropertyOptional(BACKCHANNEL)
  @IsOptional()
  @IsApplicationUri()
  backchannelLogoutUri?: string | null;

  @ApiPropertyOptional(JWKS)
  @IsOptional()
  @ArePublicKeys()
  jwks?: PublicKey[] | null;

  @ApiPropertyOptional(JWKS_URI)
  @IsOptional()
  @IsApplicationUri()
  jwksUri?: string | null;
}

export class CreateApplication extends ApplicationSettings {
  @ApiProperty(NAME)
  @IsText(1, 255)
  name!: string;

  @ApiProperty(REDIRECT_URIS)
  @IsArray({ message: REDIRECTS_MESSAGE })
  @ArrayMinSize(1, { message: REDIRECTS_MESSAGE })
  @ArrayMaxSize(MAX_URIS, { message: REDIRECTS_MESSAGE })
  @IsEachApplicationUri()
  redirectUris!: string[];

  @ApiPropertyOptional({ ...AUTHENTICATION, default: 'client_secret' })
  @MayBeLeftOut()
  @IsIn(APPLICATION_AUTHENTICATIONS, { message: `expected one of ${APPLICATION_AUTHENTICATIONS.join(', ')}` })
  authentication?: ApplicationAuthentication;

  @ApiPropertyOptional({
    ...TIME,
    type: String,
    nullable: true,
    example: null,
    description: 'Of the secret: in two years without it.',
  })
  @IsOptionalTime()
  expiresAt?: string | null;
}

export class UpdateApplication extends ApplicationSettings {
  @ApiPropertyOptional(NAME)
  @MayBeLeftOut()
  @IsText(1, 255)
  name?: string;

  @ApiPropertyOptional(REDIRECT_URIS)
  @MayBeLeftOut()
  @IsArray({ message: REDIRECTS_MESSAGE })
  @ArrayMinSize(1, { message: REDIRECTS_MESSAGE })
  @ArrayMaxSize(MAX_URIS, { message: REDIRECTS_MESSAGE })
  @IsEachApplicationUri()
  redirectUris?: string[];
}

class ApplicationMembers {
  @ApiProperty(ID)
  clientId!: string;

  @ApiProperty(NAME)
  name!: string;

  @ApiProperty({
    description: 'What an OpenID Connect library is configured with, beside client id and secret.',
    format: 'uri',
    example: 'https://provisioning.invitedesk.example/oidc',
  })
  issuer!: string;

  @ApiProperty(AUTHENTICATION)
  authentication!: ApplicationAuthentication;

  @ApiProperty(REDIRECT_URIS)
  redirectUris!: string[];

  @ApiProperty(POST_LOGOUT)
  postLogoutRedirectUris!: string[];

  @ApiProperty(BACKCHANNEL)
  backchannelLogoutUri!: string | null;

  @ApiProperty(JWKS)
  jwks!: PublicKey[] | null;

  @ApiProperty(JWKS_URI)
  jwksUri!: string | null;

  @ApiProperty(TIME)
  createdAt!: string;
}

export class CreatedApplicationAnswer extends ApplicationMembers {
  @ApiProperty({ type: IssuedSecretAnswer, nullable: true, description: 'Null with `private_key_jwt`.' })
  secret!: IssuedSecretAnswer | null;
}

export class ApplicationAnswer extends ApplicationMembers {
  @ApiProperty({ type: [SecretAnswer] })
  secrets!: SecretAnswer[];

  @ApiProperty({
    type: [EndingAnswer],
    description: 'Of its secrets, those that end within 30 days or have ended, and will be missed.',
    example: [],
  })
  ending!: EndingAnswer[];
}

export class ApplicationList {
  @ApiProperty({ type: [ApplicationAnswer] })
  items!: ApplicationAnswer[];

  @ApiProperty(NEXT_CURSOR)
  nextCursor!: string | null;
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsOptionalTime } from '../../admin/expiry.dto.js';
import { NEXT_CURSOR } from '../../admin/page.dto.js';
import { LifeAnswer, REPLACED_BY, type ReplacementAnswer } from './life.dto.js';
import { IsText } from '../../admin/text-rule.js';

const ID = { example: '0mk3z9c1q7x2v5bn' };
const HINT = { description: 'The first characters of the secret.', example: 'ids_a8F3kQ2z' };
const DESCRIPTION = { type: String, nullable: true, maxLength: 255, example: 'Entra, production' };
const TIME = { format: 'date-time', example: '2026-01-15T09:30:00.000Z' };
const MAYBE_TIME = { ...TIME, type: String, nullable: true };
const EXPIRES_AT = { ...MAYBE_TIME, description: 'Of the secret: in the future; in two years without it.' };
const TOKEN_URL = {
  description: "Entra's *Token endpoint*.",
  format: 'uri',
  example: 'https://provisioning.invitedesk.example/oauth/token',
};

export class CreateSecret {
  @ApiPropertyOptional({ ...EXPIRES_AT, example: null })
  @IsOptionalTime()
  expiresAt?: string | null;
}

export class CreateOAuthClient extends CreateSecret {
  @ApiPropertyOptional(DESCRIPTION)
  @IsOptional()
  @IsText(0, 255)
  description?: string | null;
}

export class IssuedSecretAnswer {
  @ApiProperty(ID)
  id!: string;

  @ApiProperty({
    description: "The client secret, such as Entra's *Client secret*; this is the only time it is shown.",
    example: 'ids_a8F3kQ2z_0Xo5…',
  })
  clientSecret!: string;

  @ApiProperty(HINT)
  hint!: string;

  @ApiProperty(TIME)
  createdAt!: string;

  @ApiProperty(TIME)
  expiresAt!: string;
}

export class SecretAnswer extends LifeAnswer {
  @ApiProperty(ID)
  id!: string;

  @ApiProperty(HINT)
  hint!: string;

  @ApiProperty(TIME)
  createdAt!: string;

  @ApiProperty(TIME)
  expiresAt!: string;

  @ApiProperty({ ...MAYBE_TIME, description: 'To the minute.' })
  lastUsedAt!: string | null;

  @ApiProperty({ ...MAYBE_TIME, example: null })
  revokedAt!: string | null;

  @ApiProperty(REPLACED_BY)
  replacedBy!: ReplacementAnswer | null;
}

class OAuthClientMembers {
  @ApiProperty({ ...ID, description: "Entra's *Client identifier*." })
  clientId!: string;

  @ApiProperty(DESCRIPTION)
  description!: string | null;

  @ApiProperty(TOKEN_URL)
  tokenUrl!: string;

  @ApiProperty(TIME)
  createdAt!: string;
}

export class CreatedOAuthClientAnswer extends OAuthClientMembers {
  @ApiProperty({ type: IssuedSecretAnswer })
  secret!: IssuedSecretAnswer;
}

export class OAuthClientAnswer extends OAuthClientMembers {
  @ApiProperty({ type: [SecretAnswer] })
  secrets!: SecretAnswer[];
}

export class OAuthClientList {
  @ApiProperty({ type: [OAuthClientAnswer] })
  items!: OAuthClientAnswer[];

  @ApiProperty(NEXT_CURSOR)
  nextCursor!: string | null;
}

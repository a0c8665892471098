import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsOptional } from 'class-validator';
import { NEXT_CURSOR } from '../../admin/page.dto.js';
import { IsEachText, IsText, MayBeLeftOut } from '../../admin/text-rule.js';

const MAX_AUDIENCES = 10;
const AUDIENCES_MESSAGE = `expected a list of 1 to ${MAX_AUDIENCES} texts`;
const DESCRIPTION = { type: String, nullable: true, maxLength: 255, example: 'Entra, production' };
const TIME = { format: 'date-time', example: '2026-01-15T09:30:00.000Z' };
const ISSUER = {
  description: "The tenant's own Entra tenant as an issuer of version 2.0 tokens.",
  format: 'uri',
  maxLength: 255,
  example: 'https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0',
};
const SUBJECT = {
  description: 'Object id of the workload identity (`sub`).',
  maxLength: 255,
  example: '5bd3b8f4-2b1c-4c3e-9f26-0d2f8c5d7a10',
};
const AUDIENCES = {
  type: String,
  isArray: true as const,
  minItems: 1,
  maxItems: MAX_AUDIENCES,
  description: 'What `aud` may be; `api://{id}` and the bare id are the same.',
  example: ['api://8f2c1d3e-6a5b-4c7d-9e0f-1a2b3c4d5e6f'],
};

export class CreateFederatedCredential {
  @ApiPropertyOptional(DESCRIPTION)
  @IsOptional()
  @IsText(0, 255)
  description?: string | null;

  @ApiPropertyOptional({
    ...ISSUER,
    type: String,
    nullable: true,
    example: null,
    description: `${ISSUER.description} Made when left out.`,
  })
  @IsOptional()
  @IsText(1, 255)
  issuer?: string | null;

  @ApiProperty(SUBJECT)
  @IsText(1, 255)
  subject!: string;

  @ApiProperty(AUDIENCES)
  @IsArray({ message: AUDIENCES_MESSAGE })
  @ArrayMinSize(1, { message: AUDIENCES_MESSAGE })
  @ArrayMaxSize(MAX_AUDIENCES, { message: AUDIENCES_MESSAGE })
  @IsEachText(1, 255)
  audiences!: string[];
}

export class FederatedCredentialAnswer {
  @ApiProperty({ description: "Entra's *Client identifier*.", example: '0mk3z9c1q7x2v5bn' })
  clientId!: string;

  @ApiProperty(DESCRIPTION)
  description!: string | null;

  @ApiProperty(ISSUER)
  issuer!: string;

  @ApiProperty(SUBJECT)
  subject!: string;

  @ApiProperty(AUDIENCES)
  audiences!: string[];

  @ApiProperty({
    description: "Entra's *Token endpoint*.",
    format: 'uri',
    example: 'https://provisioning.invitedesk.example/oauth/token',
  })
  tokenUrl!: string;

  @ApiProperty(TIME)
  createdAt!: string;

  @ApiProperty({ ...TIME, type: String, nullable: true, description: 'To the minute.' })
  lastUsedAt!: string | null;
}

export class FederatedCredentialList {
  @ApiProperty({ type: [FederatedCredentialAnswer] })
  items!: FederatedCredentialAnswer[];

  @ApiProperty(NEXT_CURSOR)
  nextCursor!: string | null;
}

export class SetEntraTokens {
  @ApiProperty({ example: true })
  @IsBoolean({ message: 'expected true or false' })
  enabled!: boolean;

  @ApiPropertyOptional({
    ...AUDIENCES,
    description: 'What `aud` may be: the id of the gallery application. That of all others when left out.',
    example: ['8adf8e6e-67b2-4cf2-a259-e3dc5476c621'],
  })
  @MayBeLeftOut()
  @IsArray({ message: AUDIENCES_MESSAGE })
  @ArrayMinSize(1, { message: AUDIENCES_MESSAGE })
  @ArrayMaxSize(MAX_AUDIENCES, { message: AUDIENCES_MESSAGE })
  @IsEachText(1, 255)
  audiences?: string[];
}

export class EntraTokensAnswer {
  @ApiProperty({ example: true })
  enabled!: boolean;

  @ApiProperty({ type: [String], example: ['8adf8e6e-67b2-4cf2-a259-e3dc5476c621'] })
  audiences!: string[];

  @ApiProperty({ ...TIME, type: String, nullable: true, description: 'To the minute.' })
  lastUsedAt!: string | null;
}

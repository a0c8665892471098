import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { IsOptionalTime } from '../admin/expiry.dto.js';
import { NEXT_CURSOR } from '../admin/page.dto.js';
import { LIFE_STATES } from '../tenants/credentials/credential-life.js';
import { DAYS_LEFT, LIFE_STATE_WORDS } from '../tenants/credentials/life.dto.js';
import { LINK_ACCESS, type LinkAccess } from './link-access.js';
import { IsText } from '../admin/text-rule.js';

/** 30 days: enough time to set up Entra. */
export const MAX_HOURS = 720;
/** 90 days: whoever reads comes again. */
export const MAX_READ_HOURS = 2160;
/** One week. */
export const DEFAULT_HOURS = 168;
/** Default maximum number of sign-ins with a link. */
export const DEFAULT_USES = 10;
export const MAX_USES = 100;
const USES_MESSAGE = `expected a whole number from 1 to ${MAX_USES}`;
const HOURS_MESSAGE = `expected a whole number from 1 to ${MAX_HOURS}, or to ${MAX_READ_HOURS} with access read`;

const HINT = { description: 'The first characters of the secret in the link.', example: 'idl_a8F3kQ2z' };
const DESCRIPTION = { type: String, nullable: true, maxLength: 255, example: "For Contoso's IT" };
const TIME = { format: 'date-time', example: '2026-01-15T09:30:00.000Z' };
const MAYBE_TIME = { ...TIME, type: String, nullable: true };

const ACCESS = {
  enum: LINK_ACCESS,
  enumName: 'LinkAccess',
  description: '`read`: status, log, users and groups, without changing anything.',
};

export class CreateSetupLink {
  @ApiPropertyOptional({ ...ACCESS, nullable: true, default: 'set-up', example: 'set-up' })
  @IsOptional()
  @IsIn(LINK_ACCESS, { message: `expected one of ${LINK_ACCESS.join(', ')}` })
  access?: LinkAccess | null;

  @ApiPropertyOptional(DESCRIPTION)
  @IsOptional()
  @IsText(0, 255)
  description?: string | null;

  @ApiPropertyOptional({
    type: 'integer',
    nullable: true,
    minimum: 1,
    maximum: MAX_READ_HOURS,
    description: `At most ${MAX_HOURS} with access set-up, ${DEFAULT_HOURS} without it; at most ${MAX_READ_HOURS} with access read, which is the default there.`,
    example: 24,
  })
  @IsOptional()
  @IsInt({ message: HOURS_MESSAGE })
  @Min(1, { message: HOURS_MESSAGE })
  @Max(MAX_READ_HOURS, { message: HOURS_MESSAGE })
  expiresInHours?: number | null;

  @ApiPropertyOptional({ ...MAYBE_TIME, example: null, description: 'Instead of `expiresInHours`.' })
  @IsOptionalTime()
  expiresAt?: string | null;

  @ApiPropertyOptional({
    type: 'integer',
    nullable: true,
    minimum: 1,
    maximum: MAX_USES,
    default: DEFAULT_USES,
    description: 'How often one can sign in with it.',
  })
  @IsOptional()
  @IsInt({ message: USES_MESSAGE })
  @Min(1, { message: USES_MESSAGE })
  @Max(MAX_USES, { message: USES_MESSAGE })
  maxUses?: number | null;
}

export class RevokeQuery {
  @ApiPropertyOptional({
    enum: ['true', 'false'],
    description: 'Whether what was made through the link is revoked with it.',
  })
  @IsOptional()
  @IsIn(['true', 'false'], { message: 'expected true or false' })
  revokeMade?: 'true' | 'false';
}

class SetupLinkMembers {
  @ApiProperty({ example: '0mk3z9c1q7x2v5bn' })
  id!: string;

  @ApiProperty(HINT)
  hint!: string;

  @ApiProperty({ ...ACCESS, example: 'set-up' })
  access!: LinkAccess;

  @ApiProperty(DESCRIPTION)
  description!: string | null;

  @ApiProperty(TIME)
  createdAt!: string;

  @ApiProperty(TIME)
  expiresAt!: string;

  @ApiProperty({ description: 'How often one can sign in with it.', example: DEFAULT_USES })
  maxUses!: number;
}

export class IssuedSetupLinkAnswer extends SetupLinkMembers {
  @ApiProperty({
    description: 'What the customer opens; this is the only time it is shown.',
    format: 'uri',
    example: 'https://provisioning.invitedesk.example/console/setup#idl_a8F3kQ2z_0Xo5',
  })
  url!: string;
}

export class SetupLinkAnswer extends SetupLinkMembers {
  @ApiProperty({ description: 'How often someone has.', example: 1 })
  uses!: number;

  @ApiProperty({ ...MAYBE_TIME, description: 'When someone signed in with it last.' })
  lastUsedAt!: string | null;

  @ApiProperty({ ...MAYBE_TIME, example: null })
  revokedAt!: string | null;

  @ApiProperty({ enum: LIFE_STATES, description: LIFE_STATE_WORDS, example: 'active' })
  state!: (typeof LIFE_STATES)[number];

  @ApiProperty(DAYS_LEFT)
  daysLeft!: number | null;
}

export class SetupLinkList {
  @ApiProperty({ type: [SetupLinkAnswer] })
  items!: SetupLinkAnswer[];

  @ApiProperty(NEXT_CURSOR)
  nextCursor!: string | null;
}

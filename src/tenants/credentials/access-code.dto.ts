import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { IsOptionalTime } from '../../admin/expiry.dto.js';
import { NEXT_CURSOR } from '../../admin/page.dto.js';
import { LifeAnswer, REPLACED_BY, type ReplacementAnswer } from './life.dto.js';
import { IsText, MayBeLeftOut } from '../../admin/text-rule.js';

const WEEK_SECONDS = 604_800;
/** One day: time to paste the new code into Entra while the old one still works. */
export const DEFAULT_OVERLAP_SECONDS = 86_400;

const ID = { example: '0mk3z9c1q7x2v5bn' };
const HINT = { description: 'The first characters of the code: tells codes apart.', example: 'idk_a8F3kQ2z' };
const DESCRIPTION = { type: String, nullable: true, maxLength: 255, example: 'Entra, production' };
const CREATED_AT = { format: 'date-time', example: '2026-01-15T09:30:00.000Z' };
const EXPIRES_AT = { type: String, nullable: true, format: 'date-time', example: '2027-01-15T00:00:00Z' };

export class CreateAccessCode {
  @ApiPropertyOptional(DESCRIPTION)
  @IsOptional()
  @IsText(0, 255)
  description?: string | null;

  @ApiPropertyOptional({
    ...EXPIRES_AT,
    example: null,
    description: 'In the future; without it the code does not expire.',
  })
  @IsOptionalTime()
  expiresAt?: string | null;
}

export class RotateAccessCode {
  @ApiPropertyOptional({
    description: 'How long the old code keeps working; 0 revokes it at once.',
    minimum: 0,
    maximum: WEEK_SECONDS,
    default: DEFAULT_OVERLAP_SECONDS,
  })
  @MayBeLeftOut()
  @IsInt({ message: 'expected a whole number' })
  @Min(0, { message: 'expected 0 or more' })
  @Max(WEEK_SECONDS, { message: `expected ${WEEK_SECONDS} or less` })
  overlapSeconds?: number;
}

export class IssuedCodeAnswer {
  @ApiProperty(ID)
  id!: string;

  @ApiProperty({
    description: "Entra's *Secret Token*; this is the only time it is shown.",
    example: 'idk_a8F3kQ2z_0Xo5…',
  })
  accessCode!: string;

  @ApiProperty(HINT)
  hint!: string;

  @ApiProperty(DESCRIPTION)
  description!: string | null;

  @ApiProperty(CREATED_AT)
  createdAt!: string;

  @ApiProperty(EXPIRES_AT)
  expiresAt!: string | null;
}

export class AccessCodeAnswer extends LifeAnswer {
  @ApiProperty(ID)
  id!: string;

  @ApiProperty(HINT)
  hint!: string;

  @ApiProperty(DESCRIPTION)
  description!: string | null;

  @ApiProperty(CREATED_AT)
  createdAt!: string;

  @ApiProperty(EXPIRES_AT)
  expiresAt!: string | null;

  @ApiProperty({ ...EXPIRES_AT, description: 'To the minute.', example: '2026-02-01T12:00:00.000Z' })
  lastUsedAt!: string | null;

  @ApiProperty({ ...EXPIRES_AT, example: null })
  revokedAt!: string | null;

  @ApiProperty(REPLACED_BY)
  replacedBy!: ReplacementAnswer | null;
}

export class AccessCodeList {
  @ApiProperty({ type: [AccessCodeAnswer] })
  items!: AccessCodeAnswer[];

  @ApiProperty(NEXT_CURSOR)
  nextCursor!: string | null;
}

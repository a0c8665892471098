import { ApiProperty } from '@nestjs/swagger';
import { LIFE_STATES } from './credential-life.js';

export const LIFE_STATE_WORDS = '`ending` in the last 30 days before it ends.';
export const DAYS_LEFT = {
  type: 'integer',
  nullable: true,
  description: 'Whole days until it ends, 0 on the last one; null when it does not end, or has ended.',
  example: 12,
} as const;

/** Whether a credential works, and for how long. */
export class LifeAnswer {
  @ApiProperty({ enum: LIFE_STATES, description: LIFE_STATE_WORDS, example: 'ending' })
  state!: (typeof LIFE_STATES)[number];

  @ApiProperty(DAYS_LEFT)
  daysLeft!: number | null;
}

export class ReplacementAnswer {
  @ApiProperty({ description: 'The first characters of the new one.', example: 'idk_b7G2mR4x' })
  hint!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    format: 'date-time',
    description: 'null until it is used: the old one is still needed.',
    example: null,
  })
  lastUsedAt!: string | null;
}

export const REPLACED_BY = {
  type: ReplacementAnswer,
  nullable: true,
  description: 'What it was rotated to: it ends at `expiresAt`, whether or not the new one is used by then.',
} as const;

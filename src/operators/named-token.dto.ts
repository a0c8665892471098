import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, Max, Min } from 'class-validator';
import { OPERATOR_ROLES, type OperatorRole } from '../access/operator-role.js';
import { NEXT_CURSOR } from '../admin/page.dto.js';
import { IsText, MayBeLeftOut } from '../admin/text-rule.js';
import { LIFE_STATES } from '../tenants/credentials/credential-life.js';
import { DAYS_LEFT, LIFE_STATE_WORDS } from '../tenants/credentials/life.dto.js';

export const DEFAULT_DAYS = 90;
const MAX_DAYS = 366;
const DAYS_MESSAGE = `expected a whole number from 1 to ${MAX_DAYS}`;
const NAME = { description: 'Names its holder in the audit log.', maxLength: 128, example: 'Nightly report' };
const ROLE = {
  enum: OPERATOR_ROLES,
  enumName: 'OperatorRole',
  example: 'read-only',
  description:
    '`read-only` reads, `support` also makes set-up links and switches provisioning, `owner` does all.',
};
const HINT = { description: 'The first characters of the token.', example: 'idm_a8F3kQ2z' };
const TIME = { format: 'date-time', example: '2026-01-15T09:30:00.000Z' };
const MAYBE_TIME = { ...TIME, type: String, nullable: true };

export class CreateNamedToken {
  @ApiProperty(NAME)
  @IsText(1, 128)
  name!: string;

  @ApiProperty(ROLE)
  @IsIn(OPERATOR_ROLES, { message: `expected one of ${OPERATOR_ROLES.join(', ')}` })
  role!: OperatorRole;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_DAYS, default: DEFAULT_DAYS })
  @MayBeLeftOut()
  @IsInt({ message: DAYS_MESSAGE })
  @Min(1, { message: DAYS_MESSAGE })
  @Max(MAX_DAYS, { message: DAYS_MESSAGE })
  expiresInDays?: number;
}

class NamedTokenMembers {
  @ApiProperty({ example: '0mk3z9c1q7x2v5bn' })
  id!: string;

  @ApiProperty(HINT)
  hint!: string;

  @ApiProperty(NAME)
  name!: string;

  @ApiProperty(ROLE)
  role!: OperatorRole;

  @ApiProperty(TIME)
  createdAt!: string;

  @ApiProperty(TIME)
  expiresAt!: string;
}

export class IssuedNamedTokenAnswer extends NamedTokenMembers {
  @ApiProperty({
    description:
      'For `Authorization: Bearer …`, or to sign in to the console; this is the only time it is shown.',
    example: 'idm_a8F3kQ2z_0Xo5…',
  })
  adminToken!: string;
}

export class NamedTokenAnswer extends NamedTokenMembers {
  @ApiProperty({ ...MAYBE_TIME, description: 'To the minute.' })
  lastUsedAt!: string | null;

  @ApiProperty({ ...MAYBE_TIME, example: null })
  revokedAt!: string | null;

  @ApiProperty({ enum: LIFE_STATES, description: LIFE_STATE_WORDS, example: 'ending' })
  state!: (typeof LIFE_STATES)[number];

  @ApiProperty(DAYS_LEFT)
  daysLeft!: number | null;
}

export class NamedTokenList {
  @ApiProperty({ type: [NamedTokenAnswer] })
  items!: NamedTokenAnswer[];

  @ApiProperty(NEXT_CURSOR)
  nextCursor!: string | null;
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { NEXT_CURSOR, PageQuery } from '../admin/page.dto.js';
import { IsText } from '../admin/text-rule.js';

const TIME = { format: 'date-time', example: '2026-01-15T09:30:00.000Z' };
const MAYBE_TEXT = { type: String, nullable: true };

export class PersonSessionsQuery extends PageQuery {
  @ApiPropertyOptional({
    description: 'Only those of this user.',
    example: '01a2057c-2535-743a-a738-9b074c03f75d',
  })
  @IsOptional()
  @IsText(1, 36)
  userId?: string;
}

class SessionMembers {
  @ApiProperty({ description: 'The first characters of its secret.', example: 'idc_a8F3kQ2z' })
  id!: string;

  @ApiProperty(TIME)
  createdAt!: string;

  @ApiProperty({ ...TIME, description: 'To the minute.' })
  lastUsedAt!: string;

  @ApiProperty({ ...TIME, description: 'When it ends, however much it is used.' })
  expiresAt!: string;

  @ApiProperty({ ...MAYBE_TEXT, description: 'Where its user signed in.', example: '203.0.113.7' })
  address!: string | null;

  @ApiProperty({ ...MAYBE_TEXT, description: 'The browser, as it names itself.', example: 'Mozilla/5.0 …' })
  userAgent!: string | null;
}

class SetupSessionTenant {
  @ApiProperty({ example: '4k2m8qz7w1xd' })
  id!: string;

  @ApiProperty({ example: 'Contoso' })
  name!: string;
}

export class ConsoleSessionAnswer extends SessionMembers {
  @ApiProperty({
    enum: ['admin-token', 'named-token', 'setup-link', 'person'],
    description: 'What its user signed in with; `person` is an operator who signed in with Entra.',
  })
  kind!: 'admin-token' | 'named-token' | 'setup-link' | 'person';

  @ApiProperty({
    ...MAYBE_TEXT,
    description: 'The name of the admin token, the first characters of the set-up link, or the user name.',
    example: 'Nightly report',
  })
  name!: string | null;

  @ApiProperty({ type: SetupSessionTenant, nullable: true, description: 'Of a set-up link.' })
  tenant!: SetupSessionTenant | null;

  @ApiProperty({ description: 'Whether it is the session of the caller.', example: false })
  isOwn!: boolean;
}

export class ConsoleSessionList {
  @ApiProperty({ type: [ConsoleSessionAnswer] })
  items!: ConsoleSessionAnswer[];

  @ApiProperty(NEXT_CURSOR)
  nextCursor!: string | null;
}

export class PersonSessionAnswer extends SessionMembers {
  @ApiProperty({ example: '01a2057c-2535-743a-a738-9b074c03f75d' })
  userId!: string;

  @ApiProperty({ example: 'lena.vos@contoso.example' })
  userName!: string;

  @ApiProperty({ description: 'Whether it is the session of the caller.', example: false })
  isOwn!: boolean;
}

export class PersonSessionList {
  @ApiProperty({ type: [PersonSessionAnswer] })
  items!: PersonSessionAnswer[];

  @ApiProperty(NEXT_CURSOR)
  nextCursor!: string | null;
}

import { ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { GROUP_SCHEMA } from '../scim/schemas/group.js';
import { USER_SCHEMA } from '../scim/schemas/user.js';
import { NEXT_CURSOR, PageQuery } from '../admin/page.dto.js';
import { IsText } from '../admin/text-rule.js';

const ID = { example: '01a2057c-2535-743a-a738-9b074c03f75d' };
const TIME = { format: 'date-time', example: '2026-01-15T09:30:00.000Z' };
const MAYBE_TEXT = { type: String, nullable: true };

const SINCE = {
  ...MAYBE_TEXT,
  format: 'date-time',
  description:
    'When it became a member; null for memberships of before this was kept, and of imported tenants.',
  example: '2026-01-15T09:30:00.000Z',
};

export const FAILING = 'failing';
const USER_STATES = ['active', 'disabled', FAILING] as const;
const TOTAL = {
  type: Number,
  nullable: true,
  description: 'Of all pages, right to some seconds; null for a search.',
  example: 1237,
};
const IS_PARTIAL = {
  description: 'Whether the directory is too large to look for the text in the middle of names too.',
  example: false,
};
const META = {
  created: '2026-01-15T09:30:00.000Z',
  lastModified: '2026-01-15T09:30:00.000Z',
  version: 'W/"1"',
};
const USER = {
  schemas: [USER_SCHEMA],
  id: ID.example,
  externalId: '5bd3b8f4-2b1c-4c3e-9f26-0d2f8c5d7a10',
  userName: 'lena.vos@contoso.example',
  displayName: 'Lena Vos',
  active: true,
  groups: [{ value: '01a2057c-2535-743a-a738-9b074c03f75e', display: 'Sales', type: 'direct' }],
  meta: { resourceType: 'User', ...META },
};
const GROUP = {
  schemas: [GROUP_SCHEMA],
  id: '01a2057c-2535-743a-a738-9b074c03f75e',
  displayName: 'Sales',
  meta: { resourceType: 'Group', ...META },
};

export class DirectoryQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'In any letter case.', example: 'vos', maxLength: 200 })
  @IsOptional()
  @IsText(0, 200)
  search?: string;
}

export class UsersQuery extends DirectoryQuery {
  @ApiPropertyOptional({
    enum: USER_STATES,
    description:
      '`disabled`: only users that Entra has disabled; `active`: all others. `failing`: those whose newest write was refused or failed, the last ' +
      'first; a page looks at 2,000 failures at the most, so it may hold few or none and still have a `nextCursor`.',
  })
  @IsOptional()
  @IsIn(USER_STATES, { message: `expected one of ${USER_STATES.join(', ')}` })
  state?: (typeof USER_STATES)[number];
}

export class UserSummary {
  @ApiProperty(ID)
  id!: string;

  @ApiProperty({ example: 'lena.vos@contoso.example' })
  userName!: string;

  @ApiProperty({ ...MAYBE_TEXT, example: 'Lena Vos' })
  displayName!: string | null;

  @ApiProperty({ ...MAYBE_TEXT, example: 'lena.vos@contoso.example' })
  email!: string | null;

  @ApiProperty({ description: 'False when Entra has disabled the user.' })
  active!: boolean;

  @ApiProperty({ ...MAYBE_TEXT, example: '5bd3b8f4-2b1c-4c3e-9f26-0d2f8c5d7a10' })
  externalId!: string | null;

  @ApiProperty(TIME)
  createdAt!: string;

  @ApiProperty(TIME)
  modifiedAt!: string;
}

class LastError {
  @ApiProperty({ description: 'Of the entry in the provisioning log.', ...ID })
  entryId!: string;

  @ApiProperty(TIME)
  time!: string;

  @ApiProperty({ example: 'Another user or group has this name already' })
  meaning!: string;
}

export class ListedUser extends UserSummary {
  @ApiProperty({
    type: LastError,
    nullable: true,
    description: 'Why the newest write was refused; only in a list of `failing` users.',
    example: null,
  })
  lastError!: LastError | null;
}

export class UserList {
  @ApiProperty({ type: [ListedUser] })
  items!: ListedUser[];

  @ApiProperty(NEXT_CURSOR)
  nextCursor!: string | null;

  @ApiProperty(TOTAL)
  total!: number | null;

  @ApiProperty(IS_PARTIAL)
  isPartial!: boolean;
}

class MembershipAnswer {
  @ApiProperty({ example: '01a2057c-2535-743a-a738-9b074c03f75e' })
  groupId!: string;

  @ApiProperty(SINCE)
  since!: string | null;
}

export class UserDetail {
  @ApiProperty({
    allOf: [{ $ref: getSchemaPath('User') }],
    description: 'As SCIM shows it, with `groups`.',
    example: USER,
  })
  resource!: Record<string, unknown>;

  @ApiProperty({ type: [MembershipAnswer], description: 'In groups of which the user is a direct member.' })
  memberships!: MembershipAnswer[];
}

export class GroupSummary {
  @ApiProperty(ID)
  id!: string;

  @ApiProperty({ example: 'Sales' })
  displayName!: string;

  @ApiProperty({ ...MAYBE_TEXT, example: '5bd3b8f4-2b1c-4c3e-9f26-0d2f8c5d7a10' })
  externalId!: string | null;

  @ApiProperty(TIME)
  createdAt!: string;

  @ApiProperty(TIME)
  modifiedAt!: string;
}

export class GroupList {
  @ApiProperty({ type: [GroupSummary] })
  items!: GroupSummary[];

  @ApiProperty(NEXT_CURSOR)
  nextCursor!: string | null;

  @ApiProperty(TOTAL)
  total!: number | null;

  @ApiProperty(IS_PARTIAL)
  isPartial!: boolean;
}

export class GroupDetail {
  @ApiProperty({
    allOf: [{ $ref: getSchemaPath('Group') }],
    description: 'As SCIM shows it, without `members`.',
    example: GROUP,
  })
  resource!: Record<string, unknown>;

  @ApiProperty({ example: 12 })
  memberCount!: number;
}

export class MemberSummary {
  @ApiProperty(ID)
  id!: string;

  @ApiProperty({ enum: ['User', 'Group'] })
  type!: 'User' | 'Group';

  @ApiProperty({
    description: '`userName` of a user, `displayName` of a group.',
    example: 'lena.vos@contoso.example',
  })
  name!: string;

  @ApiProperty({ ...MAYBE_TEXT, description: 'Of a user.', example: 'Lena Vos' })
  displayName!: string | null;

  @ApiProperty(SINCE)
  since!: string | null;
}

export class MemberList {
  @ApiProperty({ type: [MemberSummary] })
  items!: MemberSummary[];

  @ApiProperty(NEXT_CURSOR)
  nextCursor!: string | null;
}

import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray } from 'class-validator';
import { NEXT_CURSOR } from '../admin/page.dto.js';
import { IsEachText } from '../admin/text-rule.js';

const MAX_GRANTS = 20;
const LIST = { message: 'expected a list' };
const AT_MOST = { message: `expected at most ${MAX_GRANTS}` };
const GROUP_ID = {
  description: 'Id of a group here, not in Entra.',
  example: '01a2057c-2535-743a-a738-9b074c03f75d',
};
const ROLES = {
  type: String,
  isArray: true,
  maxItems: MAX_GRANTS,
  description:
    'Whoever has one of these roles, provisioned by Entra or by a role mapping; letter case does not matter.',
  example: ['IT admin'],
};

export class SetAdminAccess {
  @ApiProperty({
    type: String,
    isArray: true,
    maxItems: MAX_GRANTS,
    description: 'Whoever is in one of these groups, directly or through groups in groups: their ids here.',
    example: [GROUP_ID.example],
  })
  @IsArray(LIST)
  @ArrayMaxSize(MAX_GRANTS, AT_MOST)
  @IsEachText(1, 36)
  groupIds!: string[];

  @ApiProperty(ROLES)
  @IsArray(LIST)
  @ArrayMaxSize(MAX_GRANTS, AT_MOST)
  @IsEachText(1, 128)
  roles!: string[];
}

class AdminGroup {
  @ApiProperty(GROUP_ID)
  groupId!: string;

  @ApiProperty({
    description: 'Its present name, or, once it is deleted, the name that it had when it was chosen.',
    example: 'IT admins',
  })
  groupName!: string;

  @ApiProperty({
    description: 'False once the group is deleted: it then makes nobody an admin.',
    example: true,
  })
  groupExists!: boolean;
}

export class AdminAccessAnswer {
  @ApiProperty({ type: [AdminGroup] })
  groups!: AdminGroup[];

  @ApiProperty(ROLES)
  roles!: string[];
}

class TenantAdminSummary {
  @ApiProperty({ example: '01a2057c-2535-743a-a738-9b074c03f75d' })
  userId!: string;

  @ApiProperty({ example: 'lena.vos@contoso.example' })
  userName!: string;
}

export class TenantAdminList {
  @ApiProperty({ type: [TenantAdminSummary] })
  items!: TenantAdminSummary[];

  @ApiProperty(NEXT_CURSOR)
  nextCursor!: string | null;
}

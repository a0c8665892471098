import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, Matches, ValidateNested } from 'class-validator';
import { IsText } from '../admin/text-rule.js';

/** Maximum number of mappings of a tenant. */
export const MAX_MAPPINGS = 100;
/** A role of InviteDesk: letters, digits and marks between them. */
const ROLE = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/;
const GROUP_ID = {
  description: 'Id of a group here, not in Entra.',
  example: '01a2057c-2535-743a-a738-9b074c03f75d',
};
const ROLE_NAME = {
  description: 'Name of a role of InviteDesk.',
  pattern: ROLE.source,
  example: 'organizer',
};
const MAPPINGS =
  'Of several mappings whose groups a person belongs to, directly or through groups in groups, the first one counts.';

export class GivenRoleMapping {
  @ApiProperty(GROUP_ID)
  @IsText(1, 36)
  groupId!: string;

  @ApiProperty(ROLE_NAME)
  @Matches(ROLE, { message: 'expected 1 to 64 letters, digits, and ".", "_" or "-" between them' })
  role!: string;
}

export class SetRoleMappings {
  @ApiProperty({ type: [GivenRoleMapping], maxItems: MAX_MAPPINGS, description: MAPPINGS })
  @IsArray({ message: 'expected a list' })
  @ArrayMaxSize(MAX_MAPPINGS, { message: `expected at most ${MAX_MAPPINGS} mappings` })
  @ValidateNested({ each: true })
  @Type(() => GivenRoleMapping)
  mappings!: GivenRoleMapping[];
}

export class RoleMappingAnswer {
  @ApiProperty(GROUP_ID)
  groupId!: string;

  @ApiProperty({
    description: 'Its present name, or, once it is deleted, the name that it had when it was chosen.',
    example: 'Event managers',
  })
  groupName!: string;

  @ApiProperty({
    description: 'False once the group is deleted: the mapping then gives nobody its role.',
    example: true,
  })
  groupExists!: boolean;

  @ApiProperty(ROLE_NAME)
  role!: string;
}

export class RoleMappingsAnswer {
  @ApiProperty({ type: [RoleMappingAnswer], description: MAPPINGS })
  mappings!: RoleMappingAnswer[];
}

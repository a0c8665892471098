import { ApiProperty } from '@nestjs/swagger';
import { IsText } from '../admin/text-rule.js';
import { GroupSummary, UserSummary } from '../directory/directory.dto.js';
import { ACTIONS, OUTCOMES, type Action, type Outcome } from '../provisioning-log/log-entry.js';

export class SearchQuery {
  @ApiProperty({
    description: 'A whole value; in any letter case, except for ids.',
    example: 'lena.vos@contoso.example',
    maxLength: 1024,
  })
  @IsText(1, 1024)
  q!: string;
}

class TenantName {
  @ApiProperty({ example: '4k2m8qz7w1xd' })
  id!: string;

  @ApiProperty({ example: 'Contoso' })
  name!: string;
}

export class FoundTenant extends TenantName {
  @ApiProperty({ format: 'uuid', example: '72f988bf-86f1-41af-91ab-2d7cd011db47' })
  entraTenantId!: string;
}

export class FoundUser extends UserSummary {
  @ApiProperty({ type: TenantName })
  tenant!: TenantName;
}

export class FoundGroup extends GroupSummary {
  @ApiProperty({ type: TenantName })
  tenant!: TenantName;
}

export class FoundEntry {
  @ApiProperty({ type: TenantName })
  tenant!: TenantName;

  @ApiProperty({
    description: 'Of the entry in the provisioning log.',
    example: '01a2057c-2535-743a-a738-9b074c03f75d',
  })
  id!: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-15T09:30:00.000Z' })
  time!: string;

  @ApiProperty({ enum: ACTIONS })
  action!: Action;

  @ApiProperty({ enum: OUTCOMES })
  outcome!: Outcome;

  @ApiProperty({ type: String, nullable: true, example: 'lena.vos@contoso.example' })
  name!: string | null;
}

export class SearchAnswer {
  @ApiProperty({ type: [FoundTenant] })
  tenants!: FoundTenant[];

  @ApiProperty({ type: [FoundUser] })
  users!: FoundUser[];

  @ApiProperty({ type: [FoundGroup] })
  groups!: FoundGroup[];

  @ApiProperty({
    type: [FoundEntry],
    description: 'The entries of the request with this id, in the order of time.',
  })
  logEntries!: FoundEntry[];

  @ApiProperty({ description: 'Whether there are more than these: up to 20 of a kind are shown.' })
  isPartial!: boolean;
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { HealthAnswer } from '../activity/status.dto.js';
import { NEXT_CURSOR, PageQuery } from '../admin/page.dto.js';
import { IsText } from '../admin/text-rule.js';
import { TenantAnswer } from '../tenants/tenant.dto.js';

export const TENANT_ORDERS = ['created', 'name', 'lastRequest', 'users', 'failures'] as const;
export type TenantOrder = (typeof TENANT_ORDERS)[number];
export const TENANT_CHOICES = ['broken', 'ending'] as const;
export type TenantChoice = (typeof TENANT_CHOICES)[number];
const DIRECTIONS = ['asc', 'desc'] as const;
const oneOf = (values: readonly string[]) => ({ message: `expected one of ${values.join(', ')}` });

export class TenantListQuery extends PageQuery {
  @ApiPropertyOptional({
    description:
      'Anywhere in the name, in any letter case and with or without accents; or the beginning of the Entra tenant id; or the id.',
    example: 'contoso',
    maxLength: 200,
  })
  @IsOptional()
  @IsText(0, 200)
  search?: string;

  @ApiPropertyOptional({
    enum: TENANT_CHOICES,
    description:
      '`broken`: only tenants whose health is `credentials refused`, `failing` or `silent`. `ending`: only those with provisioning enabled and something in `ending` of their status.',
  })
  @IsOptional()
  @IsIn(TENANT_CHOICES, oneOf(TENANT_CHOICES))
  only?: TenantChoice;

  @ApiPropertyOptional({ enum: TENANT_ORDERS, default: 'created' })
  @IsOptional()
  @IsIn(TENANT_ORDERS, oneOf(TENANT_ORDERS))
  sort: TenantOrder = 'created';

  @ApiPropertyOptional({ enum: DIRECTIONS, default: 'asc' })
  @IsOptional()
  @IsIn(DIRECTIONS, oneOf(DIRECTIONS))
  order: (typeof DIRECTIONS)[number] = 'asc';
}

export class ListedTenantAnswer extends TenantAnswer {
  @ApiProperty({ type: HealthAnswer })
  health!: HealthAnswer;

  @ApiProperty({
    type: String,
    nullable: true,
    format: 'date-time',
    description: 'The last request that was let in.',
    example: '2026-01-15T09:30:00.000Z',
  })
  lastRequestAt!: string | null;

  @ApiProperty({ description: 'Active and disabled ones.', example: 1237 })
  users!: number;

  @ApiProperty({
    type: String,
    nullable: true,
    format: 'date-time',
    description: 'When the first of its credentials ends that will be missed, up to 30 days ahead.',
    example: null,
  })
  endsAt!: string | null;

  @ApiProperty({ description: 'Requests of 24 hours that failed or were refused.', example: 41 })
  failures!: number;
}

export class TenantList {
  @ApiProperty({ type: [ListedTenantAnswer] })
  items!: ListedTenantAnswer[];

  @ApiProperty(NEXT_CURSOR)
  nextCursor!: string | null;
}

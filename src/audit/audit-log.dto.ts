import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { IsOptionalTime } from '../admin/expiry.dto.js';
import { EXPORT_FORMATS, type ExportFormat } from '../admin/export-file.js';
import { NEXT_CURSOR, PageQuery } from '../admin/page.dto.js';

const TIME = { format: 'date-time', example: '2026-01-15T09:30:00.000Z' };

export class AuditFilter {
  @ApiPropertyOptional({ description: 'Only what concerns this tenant.', example: '4k2m8qz7w1xd' })
  @IsOptional()
  @Matches(/^[0-9a-z]{1,12}$/, { message: 'expected the id of a tenant' })
  tenant?: string;

  @ApiPropertyOptional({ ...TIME, description: 'The first moment.' })
  @IsOptionalTime()
  from?: string;

  @ApiPropertyOptional({ ...TIME, description: 'The moment after the last one.' })
  @IsOptionalTime()
  to?: string;
}

export class AuditQueryParams extends IntersectionType(PageQuery, AuditFilter) {}

export class AuditExportQuery extends AuditFilter {
  @ApiPropertyOptional({ enum: EXPORT_FORMATS, default: 'csv' })
  @IsIn(EXPORT_FORMATS, { message: `expected one of ${EXPORT_FORMATS.join(', ')}` })
  format: ExportFormat = 'csv';
}

class AuditActor {
  @ApiProperty({
    enum: [
      'admin-token',
      'named-token',
      'operator-session',
      'setup-link',
      'read-only-link',
      'person',
      'command-line',
      'nobody',
    ],
  })
  kind!: string;

  @ApiProperty({ description: 'Names the token, the session or the set-up link.', example: 'idl_a8F3kQ2z' })
  hint!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The id of the user, for a person.',
    example: null,
  })
  userId!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The user name that a person had then, or the name of an admin token.',
    example: null,
  })
  name!: string | null;
}

export class AuditEntryAnswer {
  @ApiProperty({ example: '01a2057c2535743aa7389b074c03f75d' })
  id!: string;

  @ApiProperty(TIME)
  at!: string;

  @ApiProperty({ example: 'access-code.issue' })
  action!: string;

  @ApiProperty({ enum: ['done', 'refused', 'failed'] })
  outcome!: string;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Of the answer, unless it was done.',
    example: null,
  })
  status!: number | null;

  @ApiProperty({ type: AuditActor })
  actor!: AuditActor;

  @ApiProperty({ description: 'Where the request came from.', example: '203.0.113.7' })
  address!: string;

  @ApiProperty({ type: String, nullable: true, example: '4k2m8qz7w1xd' })
  tenantId!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Null for a deleted tenant.',
    example: 'Contoso',
  })
  tenantName!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Id of what was changed.',
    example: '0mk3z9c1q7x2v5bn',
  })
  target!: string | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    example: { accessCode: 'idk_a8F3kQ2z' },
  })
  detail!: Readonly<Record<string, unknown>> | null;

  @ApiProperty({ example: '019bc2f4-8f5e-7c1a-9d0b-3f1f6a2b4c5d' })
  requestId!: string;
}

export class AuditLogPage {
  @ApiProperty({ type: [AuditEntryAnswer] })
  items!: AuditEntryAnswer[];

  @ApiProperty(NEXT_CURSOR)
  nextCursor!: string | null;
}

import { EXPORT_FORMATS, type ExportFormat } from '../admin/export-file.js';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsISO8601, IsOptional, IsRFC3339, Matches } from 'class-validator';
import { ACTIONS, OUTCOMES, type Action, type Outcome } from './log-entry.js';
import { DEFAULT_LIMIT, PageLimit } from '../admin/page.dto.js';
import { IsText } from '../admin/text-rule.js';

const ENTRY_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const DATE_MESSAGE = 'expected a date and time with a time zone, such as 2027-01-15T00:00:00Z';

/** Query parameters of the provisioning log. */
export class LogQuery {
  @ApiPropertyOptional({ format: 'date-time', description: 'Entries of this time and later.' })
  @IsOptional()
  @IsRFC3339({ message: DATE_MESSAGE })
  @IsISO8601({ strict: true }, { message: DATE_MESSAGE })
  from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Entries before this time.' })
  @IsOptional()
  @IsRFC3339({ message: DATE_MESSAGE })
  @IsISO8601({ strict: true }, { message: DATE_MESSAGE })
  to?: string;

  @ApiPropertyOptional({ enum: ACTIONS })
  @IsOptional()
  @IsIn(ACTIONS, { message: `expected one of ${ACTIONS.join(', ')}` })
  action?: Action;

  @ApiPropertyOptional({ enum: OUTCOMES, description: '`refused` is 4xx, `failed` is 5xx.' })
  @IsOptional()
  @IsIn(OUTCOMES, { message: `expected one of ${OUTCOMES.join(', ')}` })
  outcome?: Outcome;

  @ApiPropertyOptional({
    description:
      'One user or group: its id, or all of its `userName`, `displayName` or `externalId`. Deleted ones and requests that ' +
      'were refused are found by their name.',
  })
  @IsOptional()
  @IsText(1, 1024)
  resource?: string;

  @ApiPropertyOptional({
    description:
      'Anywhere in the name, the external id or the detail, whatever the letter case. A page looks at 10,000 entries (2,000 beside another filter) at ' +
      'the most, so it may hold few or none and still have a `nextCursor`.',
  })
  @IsOptional()
  @IsText(1, 100)
  text?: string;

  @ApiPropertyOptional({
    description:
      'Failures for one reason: a `scimType`, the check that a credential failed, or the HTTP status of those that have ' +
      'neither. A page looks at 2,000 entries at the most.',
    example: 'uniqueness',
  })
  @IsOptional()
  @IsText(1, 32)
  reason?: string;
}

export class LogPageQuery extends LogQuery {
  @ApiPropertyOptional({ description: '`nextCursor` of the page before.' })
  @IsOptional()
  @Matches(ENTRY_ID, { message: 'expected the nextCursor of an earlier answer' })
  cursor?: string;

  @PageLimit()
  limit: number = DEFAULT_LIMIT;
}

export class LogExportQuery extends LogQuery {
  @ApiPropertyOptional({ enum: EXPORT_FORMATS, default: 'csv' })
  @IsIn(EXPORT_FORMATS, { message: `expected one of ${EXPORT_FORMATS.join(', ')}` })
  format: ExportFormat = 'csv';
}

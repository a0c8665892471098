import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import { TenantAnswer } from './tenant.dto.js';
import { TokenAnswer } from './token.dto.js';

const MAX_LIMIT = 200;
const LIMIT_MESSAGE = `expected a whole number from 1 to ${MAX_LIMIT}`;
/** How `nextCursor` of any list is described. */
export const NEXT_CURSOR = {
  type: String,
  nullable: true,
  description: 'Send it as `cursor` for the next page; null on the last one.',
  example: null,
};

export class PageQuery {
  @ApiPropertyOptional({ description: '`nextCursor` of the page before.' })
  @IsOptional()
  @IsString({ message: 'expected one text' })
  cursor?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: MAX_LIMIT, default: 50 })
  @Type(() => Number)
  @IsInt({ message: LIMIT_MESSAGE })
  @Min(1, { message: LIMIT_MESSAGE })
  @Max(MAX_LIMIT, { message: LIMIT_MESSAGE })
  limit: number = 50;
}

export class TenantList {
  @ApiProperty({ type: [TenantAnswer] })
  items!: TenantAnswer[];

  @ApiProperty(NEXT_CURSOR)
  nextCursor!: string | null;
}

export class TokenList {
  @ApiProperty({ type: [TokenAnswer] })
  items!: TokenAnswer[];

  @ApiProperty(NEXT_CURSOR)
  nextCursor!: string | null;
}

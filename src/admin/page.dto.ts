import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, Min } from 'class-validator';

export const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;
const LIMIT_MESSAGE = `expected a whole number from 1 to ${MAX_LIMIT}`;
/** Description of `nextCursor` in any list. */
export const NEXT_CURSOR = {
  type: String,
  nullable: true,
  description: 'Send it as `cursor` for the next page; null on the last one.',
  example: null,
};

/** Validates the requested page size. */
export function PageLimit(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT }),
    Type(() => Number),
    IsInt({ message: LIMIT_MESSAGE }),
    Min(1, { message: LIMIT_MESSAGE }),
    Max(MAX_LIMIT, { message: LIMIT_MESSAGE }),
  );
}

export class PageQuery {
  @ApiPropertyOptional({ description: '`nextCursor` of the page before.' })
  @IsOptional()
  @IsString({ message: 'expected one text' })
  cursor?: string;

  @PageLimit()
  limit: number = DEFAULT_LIMIT;
}

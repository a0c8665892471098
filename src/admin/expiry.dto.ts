import { applyDecorators } from '@nestjs/common';
import { IsISO8601, IsOptional, IsRFC3339 } from 'class-validator';

const MESSAGE = 'expected a date and time with a time zone, such as 2027-01-15T00:00:00Z';

/** Validates an optional date and time. */
export function IsOptionalTime(): PropertyDecorator {
  return applyDecorators(
    IsOptional(),
    IsRFC3339({ message: MESSAGE }),
    IsISO8601({ strict: true }, { message: MESSAGE }),
  );
}

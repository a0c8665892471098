import { ApiProperty } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';

export const MOST_HOURS = 24;
const EXPECTED = { message: `expected a whole number of hours from 1 to ${MOST_HOURS}` };

export class LogBodies {
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: MOST_HOURS,
    description: 'From now on; logging ends by itself afterwards.',
    example: 4,
  })
  @IsInt(EXPECTED)
  @Min(1, EXPECTED)
  @Max(MOST_HOURS, EXPECTED)
  hours!: number;
}

export class LogBodiesAnswer {
  @ApiProperty({
    type: String,
    nullable: true,
    format: 'date-time',
    description: 'Until when bodies are logged; null when they are not.',
    example: '2026-01-15T13:30:00.000Z',
  })
  until!: string | null;
}

import type { WriteProblem } from '../persistence/database/database.js';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class HealthChecks {
  @ApiProperty({ enum: ['ok', 'failed'] })
  database!: 'ok' | 'failed';

  @ApiProperty({ enum: ['ok', 'failed', 'unknown'], description: '`failed`: run `npm run migration:run`.' })
  migrations!: 'ok' | 'failed' | 'unknown';

  @ApiProperty({
    enum: ['ok', 'read-only', 'offline-mode', 'not-primary', 'no-majority', 'disk-full', 'unknown'],
    description: 'Why no write can succeed, where none can.',
  })
  writes!: 'ok' | WriteProblem | 'unknown';

  @ApiProperty({
    enum: ['ok', 'relaxed', 'unknown'],
    description: '`relaxed`: settings of the server let a loss of power undo acknowledged writes.',
  })
  durability!: 'ok' | 'relaxed' | 'unknown';
}

/** Answer of the health routes. */
export class Health {
  @ApiProperty({ enum: ['ok', 'unavailable'] })
  status!: 'ok' | 'unavailable';

  @ApiPropertyOptional({ type: HealthChecks })
  checks?: HealthChecks;
}

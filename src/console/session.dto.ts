import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import { MayBeLeftOut } from '../admin/text-rule.js';

export class SignIn {
  @ApiPropertyOptional({ description: 'The admin token: signs an operator in.' })
  @MayBeLeftOut()
  @IsString({ message: 'expected a text' })
  adminToken?: string;

  @ApiPropertyOptional({
    description: 'What stands behind the `#` of a set-up link.',
    example: 'idl_a8F3kQ2z_0Xo5…',
  })
  @MayBeLeftOut()
  @IsString({ message: 'expected a text' })
  setupSecret?: string;
}

class SessionTenant {
  @ApiProperty({ example: '4k2m8qz7w1xd' })
  id!: string;

  @ApiProperty({ example: 'Contoso' })
  name!: string;
}

export class SessionAnswer {
  @ApiProperty({ enum: ['operator', 'setup-link'] })
  kind!: 'operator' | 'setup-link';

  @ApiProperty({
    type: SessionTenant,
    nullable: true,
    description: 'The only tenant within reach; null for an operator.',
  })
  tenant!: SessionTenant | null;

  @ApiProperty({ format: 'date-time', description: 'When it ends, however much it is used.' })
  expiresAt!: string;

  @ApiProperty({ description: 'It ends before that when nobody uses it for so long.', example: 1800 })
  idleSeconds!: number;
}

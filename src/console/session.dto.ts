import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import { OPERATOR_ROLES, type OperatorRole } from '../access/operator-role.js';
import { MayBeLeftOut } from '../admin/text-rule.js';

export class SignIn {
  @ApiPropertyOptional({ description: 'The admin token, or one with a name: signs an operator in.' })
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

export class OpenedLink {
  @ApiProperty({ description: 'What stands behind the `#` of a set-up link.', example: 'idl_a8F3kQ2z_0Xo5…' })
  @IsString({ message: 'expected a text' })
  setupSecret!: string;
}

export class SessionTenant {
  @ApiProperty({ example: '4k2m8qz7w1xd' })
  id!: string;

  @ApiProperty({ example: 'Contoso' })
  name!: string;
}

export class SessionAnswer {
  @ApiProperty({
    enum: ['operator', 'admin', 'setup-link', 'read-only-link'],
    description: '`admin` is one of the customer.',
  })
  kind!: 'operator' | 'admin' | 'setup-link' | 'read-only-link';

  @ApiProperty({
    enum: OPERATOR_ROLES,
    enumName: 'OperatorRole',
    nullable: true,
    description: 'Of an operator.',
  })
  role!: OperatorRole | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The user name of a person, or the name of an admin token.',
    example: null,
  })
  name!: string | null;

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

export class SignInWays {
  @ApiProperty({ description: 'Whether people sign in with Microsoft, at `/sso/login`.', example: true })
  microsoft!: boolean;
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, ValidateIf } from 'class-validator';
import { MayBeLeftOut } from '../../admin/text-rule.js';
import { IsRate } from './rate-rule.js';
import { RATE_LIMITS } from '../../config.js';

const EXPECTED = { message: 'expected true or false' };
const UNIQUE_GROUP_NAMES = {
  description:
    'Whether a second group of one `displayName` is refused with 409, as the matching that Entra begins with needs it. ' +
    'If not, groups of one name need different values of `externalId`, and Entra should match by that.',
  example: true,
};
const STRICT = {
  description:
    'Whether requests are held to the SCIM interoperability profile: unknown attributes, a PATCH without `path` and ' +
    'filters on unknown attributes are refused with 400, and passwords are unknown. Entra itself may send these.',
  example: false,
};
const SCHEMAS_FOR_ENTRA = {
  description:
    "Whether `/Schemas` leaves out what Microsoft's tools stop at, which requests and answers may hold all the same.",
  example: true,
};

const RATE_LIMIT = {
  type: 'integer',
  nullable: true,
  minimum: RATE_LIMITS.least,
  maximum: RATE_LIMITS.most,
  description:
    'Requests a second that the tenant may send, with bursts of four times as many; null for what `RATE_LIMIT` says. ' +
    'Decided by operators only.',
  example: null,
} as const;

/** Members that are left out stay unchanged. */
export class SetSettings {
  @ApiPropertyOptional(UNIQUE_GROUP_NAMES)
  @MayBeLeftOut()
  @IsBoolean(EXPECTED)
  uniqueGroupNames?: boolean;

  @ApiPropertyOptional(STRICT)
  @MayBeLeftOut()
  @IsBoolean(EXPECTED)
  strict?: boolean;

  @ApiPropertyOptional(SCHEMAS_FOR_ENTRA)
  @MayBeLeftOut()
  @IsBoolean(EXPECTED)
  schemasForEntra?: boolean;

  @ApiPropertyOptional(RATE_LIMIT)
  @ValidateIf((_object, value) => value != null)
  @IsRate()
  rateLimit?: number | null;
}

export class SettingsAnswer {
  @ApiProperty(UNIQUE_GROUP_NAMES)
  uniqueGroupNames!: boolean;

  @ApiProperty(STRICT)
  strict!: boolean;

  @ApiProperty(SCHEMAS_FOR_ENTRA)
  schemasForEntra!: boolean;

  @ApiProperty(RATE_LIMIT)
  rateLimit!: number | null;
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, Matches } from 'class-validator';
import { IsText, MayBeLeftOut } from '../admin/text-rule.js';
import { ENTERED_GUID } from '../federation/guid.js';

const NAME = { description: 'Name of the customer.', minLength: 1, maxLength: 255, example: 'Contoso' };
const ENTRA_TENANT_ID = {
  description: 'Tenant id from the Entra admin center, a GUID; each can be used once.',
  format: 'uuid',
  example: '72f988bf-86f1-41af-91ab-2d7cd011db47',
};
const ENABLED = { description: 'Whether Entra may provision.', example: true };
const TENANT_URL = {
  description: "Entra's *Tenant URL*.",
  format: 'uri',
  example: 'https://provisioning.invitedesk.example/scim/v2',
};

export class CreateTenant {
  @ApiProperty(NAME)
  @IsText(1, 255)
  name!: string;

  @ApiProperty(ENTRA_TENANT_ID)
  @Matches(ENTERED_GUID, { message: 'expected a GUID such as 72f988bf-86f1-41af-91ab-2d7cd011db47' })
  entraTenantId!: string;
}

export class UpdateTenant {
  @ApiPropertyOptional(NAME)
  @MayBeLeftOut()
  @IsText(1, 255)
  name?: string;

  @ApiPropertyOptional(ENTRA_TENANT_ID)
  @MayBeLeftOut()
  @Matches(ENTERED_GUID, { message: 'expected a GUID such as 72f988bf-86f1-41af-91ab-2d7cd011db47' })
  entraTenantId?: string;
}

export class TenantAnswer {
  @ApiProperty({ example: '4k2m8qz7w1xd' })
  id!: string;

  @ApiProperty(NAME)
  name!: string;

  @ApiProperty(ENTRA_TENANT_ID)
  entraTenantId!: string;

  @ApiProperty(ENABLED)
  provisioningEnabled!: boolean;

  @ApiProperty(TENANT_URL)
  tenantUrl!: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-15T09:30:00.000Z' })
  createdAt!: string;
}

export class SetProvisioning {
  @ApiProperty(ENABLED)
  @IsBoolean({ message: 'expected true or false' })
  enabled!: boolean;
}

export class ProvisioningAnswer {
  @ApiProperty(ENABLED)
  provisioningEnabled!: boolean;

  @ApiProperty(TENANT_URL)
  tenantUrl!: string;

  @ApiPropertyOptional({
    description:
      "Entra's *Secret Token*. Only when switching on found no code that works and issued one; never shown again.",
    example: 'idk_a8F3kQ2z_0Xo5…',
  })
  accessCode?: string;
}

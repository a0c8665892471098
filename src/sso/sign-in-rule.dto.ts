import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';
import { IsText, MayBeLeftOut } from '../admin/text-rule.js';

const ENABLED = { description: 'Whether its provisioned people may sign in with Entra.', example: true };
const MATCH_ATTRIBUTE = {
  description:
    'The attribute of a user that holds the object id of the person in Entra: `externalId`, or a single text of an ' +
    'extension schema. In Entra, `objectId` is mapped to it.',
  example: 'externalId',
};
const LOGIN_HOST = {
  description:
    "Where people of the tenant's cloud sign in: one of `ENTRA_LOGIN_HOSTS` with an application; the first one unless " +
    'another is chosen.',
  example: 'login.microsoftonline.com',
};

/** Members that are left out stay unchanged. */
export class SetSignIn {
  @ApiPropertyOptional(ENABLED)
  @MayBeLeftOut()
  @IsBoolean({ message: 'expected true or false' })
  enabled?: boolean;

  @ApiPropertyOptional({ ...MATCH_ATTRIBUTE, maxLength: 255 })
  @MayBeLeftOut()
  @IsText(1, 255)
  matchAttribute?: string;

  @ApiPropertyOptional({ ...LOGIN_HOST, type: String, nullable: true, maxLength: 255 })
  @IsOptional()
  @IsText(1, 255)
  loginHost?: string | null;
}

export class SignInAnswer {
  @ApiProperty(ENABLED)
  enabled!: boolean;

  @ApiProperty(MATCH_ATTRIBUTE)
  matchAttribute!: string;

  @ApiProperty(LOGIN_HOST)
  loginHost!: string;

  @ApiProperty({
    type: [String],
    description: 'What `loginHost` can be.',
    example: ['login.microsoftonline.com'],
  })
  loginHosts!: string[];

  @ApiProperty({
    type: String,
    nullable: true,
    format: 'uri',
    description: 'Where its people sign in; null when the service knows no application in Entra.',
    example: 'https://provisioning.invitedesk.example/sso/login?tenant=4k2m8qz7w1xd',
  })
  url!: string | null;
}

import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.js';
import type { Config } from '../config.js';
import { ProvisioningLogModule } from '../provisioning-log/provisioning-log.module.js';
import { ScimApiModule } from '../scim-api/scim-api.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { Admission } from './admission.js';
import { BackchannelLogoutController } from './backchannel-logout.controller.js';
import { EntraClient } from './entra-client.js';
import { EntraClouds } from './entra-clouds.js';
import { EntraMetadataDocuments } from './entra-metadata.js';
import { EntraPeople } from './entra-people.js';
import { LoginTargets } from './login-targets.js';
import { LogoutTokens } from './logout-token.js';
import { MeController } from './me.controller.js';
import { RefusedPeople } from './refused-people.js';
import { SignInAttempt } from './sign-in-attempt.entity.js';
import { SignInAttempts } from './sign-in-attempts.js';
import { SignInController } from './sign-in.controller.js';
import { SignInRule } from './sign-in-rule.entity.js';
import { SignInRulesController } from './sign-in-rules.controller.js';
import { SignInRules } from './sign-in-rules.service.js';
import { SignOutController } from './sign-out.controller.js';
import { UsersByObjectId } from './users-by-object-id.js';

const FOR_PEOPLE = [SignInController, SignOutController, MeController, BackchannelLogoutController];

/** Sign-in of people with Entra. Without an application in Entra, there are no addresses for it. */
@Module({})
export class SsoModule {
  static for({ sso }: Pick<Config, 'sso'>): DynamicModule {
    return {
      module: SsoModule,
      imports: [
        TypeOrmModule.forFeature([SignInAttempt, SignInRule]),
        AuthModule,
        ProvisioningLogModule,
        ScimApiModule,
        SessionsModule,
        TenantsModule,
      ],
      controllers: [SignInRulesController, ...(sso === null ? [] : FOR_PEOPLE)],
      providers: [
        Admission,
        EntraClient,
        EntraClouds,
        EntraMetadataDocuments,
        EntraPeople,
        LoginTargets,
        LogoutTokens,
        RefusedPeople,
        SignInAttempts,
        SignInRules,
        UsersByObjectId,
      ],
    };
  }
}

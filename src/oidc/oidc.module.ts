import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PersonTokens } from '../access/person-tokens.js';
import { AuthModule } from '../auth/auth.module.js';
import type { Config } from '../config.js';
import { RolesModule } from '../roles/roles.module.js';
import { ScimApiModule } from '../scim-api/scim-api.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { ApplicationSecret } from './applications/application-secret.entity.js';
import { ApplicationSecretsController } from './applications/application-secrets.controller.js';
import { ApplicationSecretsService } from './applications/application-secrets.service.js';
import { Application } from './applications/application.entity.js';
import { ApplicationsController } from './applications/applications.controller.js';
import { ApplicationsService } from './applications/applications.service.js';
import { SigningKey } from './keys/signing-key.entity.js';
import { SigningKeys } from './keys/signing-keys.js';
import { ApplicationSignIn } from './logout/application-sign-in.entity.js';
import { ApplicationSignIns } from './logout/application-sign-ins.js';
import { LogoutDelivery } from './logout/logout-delivery.js';
import { SignedInThrough } from './logout/signed-in-through.js';
import { BrowserSessions } from './provider/browser-sessions.js';
import { ClientRegistry } from './provider/client-registry.js';
import { OidcController } from './provider/oidc.controller.js';
import { People } from './provider/people.js';
import { PersonTokenLookup } from './provider/person-token-lookup.js';
import { Providers } from './provider/providers.js';
import { Artifact } from './storage/artifact.entity.js';
import { Artifacts } from './storage/artifacts.js';

/** The OpenID Provider: people sign in to applications of InviteDesk. Without sign-in with Entra, it has no addresses. */
@Module({})
export class OidcModule {
  static for({ sso }: Pick<Config, 'sso'>): DynamicModule {
    return {
      module: OidcModule,
      imports: [
        TypeOrmModule.forFeature([Application, ApplicationSecret, SigningKey, Artifact, ApplicationSignIn]),
        AuthModule,
        RolesModule,
        SessionsModule,
        ScimApiModule,
      ],
      controllers: [
        ApplicationsController,
        ApplicationSecretsController,
        ...(sso === null ? [] : [OidcController]),
      ],
      providers: [
        ApplicationsService,
        ApplicationSecretsService,
        SigningKeys,
        Artifacts,
        ApplicationSignIns,
        LogoutDelivery,
        SignedInThrough,
        ClientRegistry,
        People,
        BrowserSessions,
        Providers,
        { provide: PersonTokens, useClass: PersonTokenLookup },
      ],
    };
  }
}

/* The shapes of the admin API's answers, as the service itself declares them. */
export type { AuditEntryAnswer as AuditEntry } from '../../../admin/dto/audit-log.dto.js';
export type {
  GroupDetail,
  GroupSummary,
  MemberSummary,
  UserDetail,
  UserSummary,
} from '../../../admin/dto/directory.dto.js';
export type {
  EntraTokensAnswer as EntraTokens,
  FederatedCredentialAnswer as FederatedCredential,
} from '../../../admin/dto/federation.dto.js';
export type { LogEntryAnswer as LogEntry } from '../../../admin/dto/log-entry.dto.js';
export type {
  CreatedOAuthClientAnswer as CreatedOAuthClient,
  IssuedSecretAnswer as IssuedSecret,
  OAuthClientAnswer as OAuthClient,
  SecretAnswer as Secret,
} from '../../../admin/dto/oauth-client.dto.js';
export type { SchemaAnswer as Schema } from '../../../admin/dto/schema.dto.js';
export type {
  IssuedSetupLinkAnswer as IssuedSetupLink,
  SetupLinkAnswer as SetupLink,
} from '../../../admin/dto/setup-link.dto.js';
export type { SettingsAnswer as ProtocolSettings } from '../../../admin/dto/settings.dto.js';
export type { StatusAnswer as Status } from '../../../admin/dto/status.dto.js';
export type {
  ProvisioningAnswer as Provisioning,
  TenantAnswer as Tenant,
} from '../../../admin/dto/tenant.dto.js';
export type { IssuedTokenAnswer as IssuedToken, TokenAnswer as Token } from '../../../admin/dto/token.dto.js';
export type { SessionAnswer as Session } from '../../session.dto.js';

/** A page of any list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/* The admin API's answers, with the types that the service declares. */
export type { SearchAnswer as Found } from '../../../all-tenants/search.dto.js';
export type { ListedTenantAnswer as ListedTenant } from '../../../all-tenants/tenant-list.dto.js';
export type { AuditEntryAnswer as AuditEntry } from '../../../audit/audit-log.dto.js';
export type {
  GroupDetail,
  GroupSummary,
  MemberSummary,
  UserDetail,
  UserSummary,
} from '../../../directory/directory.dto.js';
export type {
  EntraTokensAnswer as EntraTokens,
  FederatedCredentialAnswer as FederatedCredential,
} from '../../../tenants/credentials/federation.dto.js';
export type { LogEntryAnswer as LogEntry } from '../../../provisioning-log/log-entry.dto.js';
export type {
  CreatedOAuthClientAnswer as CreatedOAuthClient,
  IssuedSecretAnswer as IssuedSecret,
  OAuthClientAnswer as OAuthClient,
  SecretAnswer as Secret,
} from '../../../tenants/credentials/oauth-client.dto.js';
export type { SchemaAnswer as Schema } from '../../../tenants/schemas/schema.dto.js';
export type {
  IssuedSetupLinkAnswer as IssuedSetupLink,
  SetupLinkAnswer as SetupLink,
} from '../../../sessions/setup-link.dto.js';
export type { SettingsAnswer as ProtocolSettings } from '../../../tenants/settings/settings.dto.js';
export type { StatusAnswer as Status } from '../../../activity/status.dto.js';
export type {
  ProvisioningAnswer as Provisioning,
  TenantAnswer as Tenant,
} from '../../../tenants/tenant.dto.js';
export type {
  IssuedCodeAnswer as IssuedToken,
  AccessCodeAnswer as Token,
} from '../../../tenants/credentials/access-code.dto.js';
export type { SessionAnswer as Session } from '../../session.dto.js';

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
  readonly total?: number | null;
  readonly isPartial?: boolean;
}

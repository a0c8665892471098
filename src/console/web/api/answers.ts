/* The admin API's answers and the bodies that it takes, from its OpenAPI document. */
export type {
  ApplicationAnswer as Application,
  AuditEntryAnswer as AuditEntry,
  GroupDetail,
  GroupSummary,
  MemberSummary,
  UserDetail,
  ListedUser,
  EntraTokensAnswer as EntraTokens,
  FederatedCredentialAnswer as FederatedCredential,
  LogEntryAnswer as LogEntry,
  LogEntryDetail,
  CreatedOAuthClientAnswer as CreatedOAuthClient,
  IssuedSecretAnswer as IssuedSecret,
  OAuthClientAnswer as OAuthClient,
  SecretAnswer as Secret,
  SchemaAnswer as Schema,
  IssuedSetupLinkAnswer as IssuedSetupLink,
  SetupLinkAnswer as SetupLink,
  RoleMappingAnswer as RoleMapping,
  PersonSessionAnswer as PersonSession,
  ConsoleSessionAnswer as ConsoleSession,
  NamedTokenAnswer as NamedToken,
  SettingsAnswer as ProtocolSettings,
  SignInAnswer as SignInRule,
  StatusAnswer as Status,
  EndingAnswer as Ending,
  ProvisioningAnswer as Provisioning,
  TenantAnswer as Tenant,
  ListedTenantAnswer as ListedTenant,
  SearchAnswer as Found,
  IssuedCodeAnswer as IssuedToken,
  AccessCodeAnswer as Token,
  SessionAnswer as Session,
  CreateAccessCode,
  CreateNamedToken,
  CreateFederatedCredential,
  CreateOAuthClient,
  CreateSetupLink,
  SchemaDefinition,
  SetAdminAccess,
  SetRoleMappings,
  SetSignIn,
  SetSettings,
  UpdateTenant,
} from './admin-api.gen.js';

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
  readonly total?: number | null;
  readonly isPartial?: boolean;
}

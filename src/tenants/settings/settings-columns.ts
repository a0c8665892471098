import type { TenantSettings } from '../../access/tenant-settings.js';

/** The settings of the table `tenants` with the alias `n`, as a select list. */
export const SETTINGS_COLUMNS =
  'n.unique_group_names AS uniqueGroupNames, n.strict AS strict, n.schemas_for_entra AS schemasForEntra, n.rate_limit AS rateLimit';

/** A row with `SETTINGS_COLUMNS`. */
export type SettingsRow = Readonly<Record<Exclude<keyof TenantSettings, 'rateLimit'>, number | boolean>> & {
  readonly rateLimit: number | null;
};

export function settingsOf({
  uniqueGroupNames,
  strict,
  schemasForEntra,
  rateLimit,
}: SettingsRow): TenantSettings {
  return Object.freeze({
    uniqueGroupNames: Number(uniqueGroupNames) === 1,
    strict: Number(strict) === 1,
    schemasForEntra: Number(schemasForEntra) === 1,
    rateLimit,
  });
}

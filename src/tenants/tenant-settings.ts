import { USUAL_TYPES, type TypeSettings } from '../scim/resource-type.js';

/** What a tenant decides of the protocol. */
export interface TenantSettings extends TypeSettings {
  /** Whether `/Schemas` leaves out what Microsoft's tools cannot bear. */
  readonly schemasForEntra: boolean;
}

/** What holds for a tenant that has decided nothing. */
export const USUAL_SETTINGS: TenantSettings = Object.freeze({ ...USUAL_TYPES, schemasForEntra: true });

/** The settings in a statement, of the table `tenants` with the alias `n`. */
export const SETTINGS_COLUMNS =
  'n.unique_group_names AS uniqueGroupNames, n.strict AS strict, n.schemas_for_entra AS schemasForEntra';

/** A row with `SETTINGS_COLUMNS`. */
export type SettingsRow = Readonly<Record<keyof TenantSettings, number | boolean>>;

export function settingsOf({ uniqueGroupNames, strict, schemasForEntra }: SettingsRow): TenantSettings {
  return Object.freeze({
    uniqueGroupNames: Number(uniqueGroupNames) === 1,
    strict: Number(strict) === 1,
    schemasForEntra: Number(schemasForEntra) === 1,
  });
}

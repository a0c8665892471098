import { USUAL_TYPES, type TypeSettings } from '../scim/resource-type.js';

/** A tenant's settings of the protocol. */
export interface TenantSettings extends TypeSettings {
  /** Whether `/Schemas` leaves out what Microsoft's tools fail on. */
  readonly schemasForEntra: boolean;
  /** Requests a second that the tenant may send; null for the default of the service. */
  readonly rateLimit: number | null;
}

/** The settings that a tenant takes along to another deployment, whose operators decide the rest. */
export type MovedSettings = Omit<TenantSettings, 'rateLimit'>;

export function movedSettings({ uniqueGroupNames, strict, schemasForEntra }: TenantSettings): MovedSettings {
  return { uniqueGroupNames, strict, schemasForEntra };
}

/** The default settings. */
export const USUAL_SETTINGS: TenantSettings = Object.freeze({
  ...USUAL_TYPES,
  schemasForEntra: true,
  rateLimit: null,
});

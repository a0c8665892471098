import { USUAL_TYPES, type TypeSettings } from '../scim/resource-type.js';

/** What a tenant decides of the protocol. */
export interface TenantSettings extends TypeSettings {
  /** Whether `/Schemas` leaves out what Microsoft's tools cannot bear. */
  readonly schemasForEntra: boolean;
}

/** What holds for a tenant that has decided nothing. */
export const USUAL_SETTINGS: TenantSettings = Object.freeze({ ...USUAL_TYPES, schemasForEntra: true });

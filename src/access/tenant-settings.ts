import { USUAL_TYPES, type TypeSettings } from '../scim/resource-type.js';

/** A tenant's settings of the protocol. */
export interface TenantSettings extends TypeSettings {
  /** Whether `/Schemas` leaves out what Microsoft's tools fail on. */
  readonly schemasForEntra: boolean;
}

/** The default settings. */
export const USUAL_SETTINGS: TenantSettings = Object.freeze({ ...USUAL_TYPES, schemasForEntra: true });

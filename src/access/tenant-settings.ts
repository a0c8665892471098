import { USUAL_TYPES, type TypeSettings } from '../scim/resource-type.js';

/** A tenant's settings of the protocol. */
export interface TenantSettings extends TypeSettings {
  /** Whether `/Schemas` leaves out what Microsoft's tools fail on. */
  readonly schemasForEntra: boolean;
  /** Requests a second that the tenant may send; null for the default of the service. */
  readonly rateLimit: number | null;
}

/** The default settings. */
export const USUAL_SETTINGS: TenantSettings = Object.freeze({
  ...USUAL_TYPES,
  schemasForEntra: true,
  rateLimit: null,
});

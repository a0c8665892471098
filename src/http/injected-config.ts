/** Nest's injection token for the service's `Config`. */
export const CONFIG = Symbol('Config');

/** Nest's injection token for the origins that Entra's keys may be fetched from. */
export const LOGIN_ORIGINS = Symbol('LoginOrigins');

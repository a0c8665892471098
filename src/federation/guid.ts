/** A GUID as Entra's tokens, this service's ids and its tables have it: in lower case. */
export const GUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** A text that is a GUID and nothing else. */
export const WHOLE_GUID = new RegExp(`^${GUID}$`);

/** The same in any letter case, as people enter it. */
export const ENTERED_GUID = new RegExp(`^${GUID}$`, 'i');

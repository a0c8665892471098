/** A failed request in plain words, for an admin who does not know the protocol. */
export interface FailureWords {
  /** What happened, as a sentence without its full stop. */
  readonly meaning: string;
  /** What the admin can do, as a sentence without its full stop. */
  readonly advice: string;
}

const BY_ITSELF = 'Nothing: Entra tries again by itself';
const NEW_CODE = 'Issue a code in Settings > Active Directory, and enter it as Secret Token in Entra';
const CREDENTIALS = 'Compare the credentials in Entra with Settings > Active Directory';
const TO_SUPPORT = 'Tell the support of InviteDesk the request id';

/** By `scimType`, by the check that a credential failed, and by HTTP status. */
const WORDS: Readonly<Record<string, FailureWords>> = {
  uniqueness: {
    meaning: 'Another user or group has this name already',
    advice: 'Restore or rename the other one, or change the name in Entra',
  },
  invalidValue: {
    meaning: 'A value is missing, or is not allowed',
    advice: 'Correct the value in Entra, or the attribute mapping that produces it',
  },
  mutability: {
    meaning: 'The attribute cannot be changed in this way',
    advice: 'Remove the attribute from the mapping, or let Entra write it only when it creates a user',
  },
  invalidPath: {
    meaning: 'The attribute does not exist here',
    advice: 'Remove the attribute from the mapping, or register it as a custom schema',
  },
  noTarget: {
    meaning: 'The user or group does not have the value that was to be changed',
    advice: 'Provision the user or group on demand in Entra: it then sends all values again',
  },
  invalidFilter: {
    meaning: 'The search is not understood',
    advice: 'Match on userName, externalId or an e-mail address in the attribute mapping',
  },
  tooMany: {
    meaning: 'The request would look at too many users, groups or members',
    advice:
      'Match on userName, externalId or an e-mail address in the attribute mapping, and change fewer members at once',
  },
  invalidSyntax: { meaning: 'The request is malformed', advice: TO_SUPPORT },
  invalidVers: {
    meaning: 'The Tenant URL names another version of the protocol',
    advice: 'Copy the Tenant URL again from Settings > Active Directory',
  },
  sensitive: {
    meaning: 'A secret stood in an address',
    advice: 'Remove passwords from the attributes that Entra matches on',
  },
  invalidCursor: { meaning: 'A page of a list was requested that does not exist', advice: BY_ITSELF },
  expiredCursor: { meaning: 'A page of a list was requested too late', advice: BY_ITSELF },
  invalidCount: { meaning: 'The size of a page is no number', advice: TO_SUPPORT },

  expired: { meaning: 'The credential has expired', advice: NEW_CODE },
  revoked: { meaning: 'The credential is revoked, or was replaced by another one', advice: NEW_CODE },
  'wrong-secret': {
    meaning: 'The credential begins like one of this tenant, but its secret is wrong',
    advice: NEW_CODE,
  },
  'bearer-twice': {
    meaning: 'The access code was sent behind "Bearer Bearer"',
    advice: 'Paste the code alone as Secret Token: Entra puts "Bearer" before it',
  },
  'switched-off': {
    meaning: 'Provisioning is switched off for this tenant',
    advice: 'Switch it on in Settings > Active Directory',
  },
  'not-provisioned': {
    meaning: 'Somebody signed in whom Entra has not provisioned, or whose external id is not the object id',
    advice:
      'Assign the person to the application in Entra, and map objectId to externalId in the attribute mapping',
  },
  disabled: {
    meaning: 'Somebody signed in who is disabled',
    advice: 'Enable the person in Entra, or assign the person to the application again',
  },
  ambiguous: {
    meaning: 'Somebody signed in whose object id several users have',
    advice: 'Delete all but one of the users, or map objectId to an attribute that no two users share',
  },
  guest: {
    meaning: 'A guest signed in, whose account is one of another tenant',
    advice: 'Let the person sign in with an account of this tenant, or connect the tenant of the guest',
  },
  'sign-in-off': {
    meaning: 'Somebody signed in, which is switched off for this tenant',
    advice: 'Switch the sign-in of people on under Roles in the console, or with PUT …/sign-in',
  },
  'beyond-setup-link': {
    meaning: 'A set-up link was used for what only operators may do',
    advice: 'Ask the support of InviteDesk',
  },

  '400': { meaning: 'The request is not valid', advice: TO_SUPPORT },
  '401': { meaning: 'The credential is not valid', advice: NEW_CODE },
  '403': { meaning: 'The request is not allowed', advice: CREDENTIALS },
  '404': {
    meaning: 'The user or group does not exist here, or no longer',
    advice: 'Provision it on demand in Entra, or restart provisioning: it is then created again',
  },
  '409': { meaning: 'The change conflicts with another one', advice: BY_ITSELF },
  '412': { meaning: 'Somebody else changed the user or group first', advice: BY_ITSELF },
  '413': {
    meaning: 'The request, or the user or group after it, is too large',
    advice: 'Map fewer or shorter values',
  },
  '415': { meaning: 'The request is not in a format that is understood', advice: TO_SUPPORT },
  '429': { meaning: 'Too many requests came at once', advice: BY_ITSELF },
  '500': { meaning: 'Something failed in InviteDesk', advice: TO_SUPPORT },
  '501': { meaning: 'The function is not supported', advice: TO_SUPPORT },
  '503': { meaning: 'InviteDesk could not reach its database for a moment', advice: BY_ITSELF },
};

const REFUSED: FailureWords = { meaning: 'The request was refused', advice: TO_SUPPORT };
const REFUSED_SIGN_IN: FailureWords = { meaning: 'The credential is not valid', advice: CREDENTIALS };

/**
 * @param reason a `scimType`, an HTTP status, or the check that a credential failed
 * @param isSignIn whether a credential was refused
 */
export function failureWords(reason: string, isSignIn: boolean): FailureWords {
  const isKnown = Object.hasOwn(WORDS, reason);
  return (isKnown ? WORDS[reason] : undefined) ?? (isSignIn ? REFUSED_SIGN_IN : REFUSED);
}

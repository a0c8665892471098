import type { Ending, EndingKind } from './missed-credentials.js';

const NAMES: Readonly<Record<EndingKind, { name: string; field: string }>> = {
  'access-code': { name: 'access code', field: 'Secret Token' },
  'client-secret': { name: 'client secret', field: 'Client Secret' },
  'setup-link': { name: 'link', field: '' },
  'application-secret': { name: 'secret', field: '' },
};
const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

/** What ends and what to do about it, in sentences without the last full stop. */
export function endingWords(ending: Ending): string {
  const { kind, hint, endsAt, daysLeft, replacedBy } = ending;
  const { name, field } = NAMES[kind];
  const when = `${DATE.format(endsAt)} UTC`;
  if (kind === 'setup-link')
    return `The ${name} ${hint}… ends ${dayOf(daysLeft)}, on ${when}. Ask the support of InviteDesk for another one`;
  if (kind === 'application-secret') return secretWords(ending, when);
  if (replacedBy !== null) {
    const verb = daysLeft === null ? 'worked' : 'works';
    const use = replacedBy.lastUsedAt === null ? 'has not been used yet' : 'has been used';
    return `The old ${name} ${hint}… ${verb} until ${when}; the new one, ${replacedBy.hint}…, ${use}. Enter it as ${field} in Entra`;
  }
  if (daysLeft === null)
    return `The ${name} ${hint}… ended on ${when}, and Entra has used no other one since. Issue a new one in Settings > Active Directory, and enter it as ${field} in Entra`;
  return `The ${name} ${hint}… ends ${dayOf(daysLeft)}, on ${when}: Entra is refused from then on. Rotate it in Settings > Active Directory, and enter the new one as ${field} in Entra`;
}

function secretWords({ application, hint, daysLeft, replacedBy }: Ending, when: string): string {
  const secret = `secret ${hint}… of the application ${application}`;
  if (replacedBy !== null) {
    const verb = daysLeft === null ? 'worked' : 'works';
    const use = replacedBy.lastUsedAt === null ? 'has not been used yet' : 'has been used';
    return `The old ${secret} ${verb} until ${when}; the new one, ${replacedBy.hint}…, ${use}. Configure the application with it`;
  }
  if (daysLeft === null)
    return `The ${secret} ended on ${when}, and the application has used no other one since: nobody can sign in to it. Add one in Applications, and configure the application with it`;
  return `The ${secret} ends ${dayOf(daysLeft)}, on ${when}: nobody can sign in to it from then on. Rotate it in Applications, and configure the application with the new one`;
}

/** `in 12 days`, or `within a day`. */
export function dayOf(daysLeft: number | null): string {
  if (daysLeft === null || daysLeft < 1) return 'within a day';
  return daysLeft === 1 ? 'in 1 day' : `in ${daysLeft} days`;
}

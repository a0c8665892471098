import { endingWords } from '../endings/ending-words.js';
import type { Ending } from '../endings/missed-credentials.js';
import { htmlText } from '../http/html-text.js';
import type { NoticeReason } from './notice-reasons.js';
import type { TenantSituation } from './situations.js';

/** A mail's subject and body, as plain text and as HTML. */
export interface NoticeText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

interface Words {
  readonly subject: string;
  readonly sentences: readonly string[];
}

/** What a mail says, in plain words. */
export function noticeText(
  reason: NoticeReason,
  situation: TenantSituation,
  consoleUrl: string,
  unsubscribeUrl: string,
): NoticeText {
  const { subject, sentences } = WORDS[reason](situation, oneLine(situation.name));
  const open = 'Open it in the console, with your set-up link or as an operator:';
  const why =
    'You get this because your address is a contact of this directory in InviteDesk Provisioning. To get no more of it:';
  return {
    subject,
    text: [...sentences, `${open}\n${consoleUrl}`, `-- \n${why}\n${unsubscribeUrl}`].join('\n\n') + '\n',
    html:
      sentences.map((each) => `<p>${htmlText(each)}</p>`).join('\n') +
      `\n<p>${open} <a href="${htmlText(consoleUrl)}">${htmlText(consoleUrl)}</a></p>\n` +
      `<hr>\n<p><small>${why} <a href="${htmlText(unsubscribeUrl)}">unsubscribe</a>.</small></p>\n`,
  };
}

const WORDS: Readonly<Record<NoticeReason, (of: TenantSituation, name: string) => Words>> = {
  ending: ({ endings }, name) => {
    const told = endings.filter(({ daysLeft }) => daysLeft !== null);
    return { subject: `${name}: a ${whatOf(told)} ends soon`, sentences: told.map(sentence) };
  },
  ended: ({ endings }, name) => {
    const told = endings.filter(({ daysLeft }) => daysLeft === null);
    return { subject: `${name}: the ${whatOf(told)} has ended`, sentences: told.map(sentence) };
  },
  failing: ({ brokenSince }, name) => ({
    subject: `${name}: provisioning from Microsoft Entra does not work`,
    sentences: [
      `Since ${new Date(brokenSince ?? 0).toISOString().slice(0, 16).replace('T', ' ')} UTC or before, Entra is refused, most of what it sends fails, or it does not come any more.`,
      'The status in the console says which, why, and what to do. Entra quarantines a job for this after a while, and then comes once a day only.',
    ],
  }),
  connected: (_of, name) => ({
    subject: `${name}: Microsoft Entra is connected`,
    sentences: [
      `Microsoft Entra has reached the directory ${name} in InviteDesk Provisioning for the first time.`,
      'Once provisioning is started there, it comes about every 40 minutes. The status in the console shows what it sends.',
    ],
  }),
};

function whatOf(told: readonly Ending[]): string {
  return told.every(({ kind }) => kind === 'application-secret')
    ? 'secret of an application'
    : 'credential of Microsoft Entra';
}

function sentence(ending: Ending): string {
  return `${endingWords(ending)}.`;
}

/** A name may have been entered with line breaks, which end a header. */
function oneLine(name: string): string {
  return name.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

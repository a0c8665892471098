import { hash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { htmlText } from './html-text.js';

/** HTML whose parts are escaped already. */
export class Html {
  constructor(readonly text: string) {}
}

/** Builds HTML from a template. Interpolated `Html` is inlined; every other value is escaped. */
export function html(strings: TemplateStringsArray, ...values: readonly (string | Html | Html[])[]): Html {
  const pieces = values.map((value, index) => textOf(value) + (strings[index + 1] ?? ''));
  return new Html((strings[0] ?? '') + pieces.join(''));
}

function textOf(value: string | Html | Html[]): string {
  if (Array.isArray(value)) return value.map(({ text }) => text).join('');
  return value instanceof Html ? value.text : htmlText(value);
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 42rem; padding: 2rem 1rem; color: #1f2328; background: #fff; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.125rem; margin-top: 2rem; }
ul { padding-left: 1.25rem; } li { overflow-wrap: anywhere; }
code { overflow-wrap: anywhere; } form { display: inline-block; margin: 1rem 1rem 0 0; }
button { font: inherit; padding: .5rem 1rem; border: 1px solid #57606a; border-radius: .375rem; background: #f6f8fa; color: inherit; cursor: pointer; }
button:focus-visible, a:focus-visible { outline: 3px solid #0969da; outline-offset: 2px; }
small { color: #57606a; } a { color: #0550ae; }
@media (prefers-color-scheme: dark) {
  body { color: #e6edf3; background: #0d1117; } small { color: #9198a1; } a { color: #79c0ff; }
  button { background: #21262d; border-color: #9198a1; }
}`;

/** Apart from the templates, which are laid out anew when they are formatted: the policy has the hash of each letter. */
const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);

/** Allows the style of these pages, which is known by its hash. */
export const PAGE_STYLE = `style-src 'sha256-${hash('sha256', STYLE, 'base64')}'`;

/** Pages load nothing, run no script and may be shown in no frame. */
const POLICY = ["default-src 'none'", PAGE_STYLE, "base-uri 'none'", "frame-ancestors 'none'"].join('; ');

/** A whole page. */
export function pageText(title: string, body: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · InviteDesk</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html> `.text;
}

/**
 * Sends a page.
 * @param formTargets origins beside this one that its forms lead to, if it has forms
 */
export async function sendPage(
  reply: FastifyReply,
  status: number,
  title: string,
  body: Html,
  formTargets: readonly string[] | null = null,
): Promise<void> {
  const forms = formTargets === null ? "'none'" : ["'self'", ...formTargets].join(' ');
  await reply
    .code(status)
    .header('content-security-policy', `${POLICY}; form-action ${forms}`)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(pageText(title, body));
}

import type { FastifyReply } from 'fastify';
import type { EntraCloud } from './entra-clouds.js';
import { html, sendPage } from '../http/page.js';

const KEPT = ['return_to', 'prompt'];

/** Asks whose tenant is not known in which cloud to sign in. */
export async function sendCloudPage(
  reply: FastifyReply,
  clouds: readonly EntraCloud[],
  query: Readonly<Record<string, unknown>>,
): Promise<void> {
  const kept = KEPT.flatMap((name) => (typeof query[name] === 'string' ? [[name, query[name]]] : []));
  const links = clouds.map(({ host, name }) => {
    const asked = new URLSearchParams([['cloud', host], ...(kept as [string, string][])]);
    return html`<li><a href="login?${asked.toString()}">${name}</a></li>`;
  });
  await sendPage(
    reply,
    200,
    'Where is your account?',
    html`<p>Most organisations are in the first of these clouds. Ask your IT if you do not know yours.</p>
      <ul>
        ${links}
      </ul>`,
  );
}

import { Controller, Get, Inject, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PersonAccess } from '../auth/person-access.js';
import type { Config } from '../config.js';
import { Public } from '../http/access.decorators.js';
import { baseUrl } from '../http/base-url.js';
import { CONFIG } from '../http/injected-config.js';
import { TenantRequests } from '../scim-api/tenant-requests.js';
import {
  PersonSessions,
  type ListedSession,
  type OpenPersonSession,
} from '../sessions/person-sessions.service.js';
import { settingsOf } from '../tenants/settings/settings-columns.js';
import { TenantsService } from '../tenants/tenants.service.js';
import { browserName } from './browser-name.js';
import { EntraClouds } from './entra-clouds.js';
import { formToken } from './form-token.js';
import { html, sendPage, type Html } from '../http/page.js';
import { SsoErrorFilter } from './sso-error.filter.js';

interface Person {
  readonly userName?: unknown;
  readonly displayName?: unknown;
  readonly groups?: readonly { readonly display?: unknown; readonly type?: unknown }[];
}

/** The page on which people see what InviteDesk knows of them. */
@ApiExcludeController()
@Public()
@UseFilters(SsoErrorFilter)
@Controller('me')
export class MeController {
  constructor(
    private readonly access: PersonAccess,
    private readonly sessions: PersonSessions,
    private readonly tenants: TenantsService,
    private readonly requests: TenantRequests,
    private readonly clouds: EntraClouds,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Whoever has not signed in is led there. */
  @Get()
  async page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const session = await this.access.session(request);
    if (session === null) {
      await reply.redirect(`${baseUrl(request, this.config)}/sso/login?return_to=/me`, 302);
      return;
    }
    const person = await this.read(session, request);
    const sessions = await this.sessions.list(session.tenantId, session.userId);
    const token = formToken(this.access.secret(request) ?? '');
    const name = textOf(person.displayName) ?? session.userName;
    const body = bodyOf(session, person, sessions, { token, base: baseUrl(request, this.config) });
    // Signing out leads on to Entra.
    const origins = this.clouds.all.map(({ origin }) => origin);
    await sendPage(reply, 200, name, body, origins);
  }

  private async read({ tenantId, userId }: OpenPersonSession, request: FastifyRequest): Promise<Person> {
    const tenant = await this.tenants.get(tenantId);
    const { schemasRevision } = tenant;
    const owner = { tenantId, schemasRevision, settings: settingsOf(tenant) };
    const resources = await this.requests.of(owner, request);
    return resources.of('User').readObject(userId, { attributes: 'userName,displayName,groups' });
  }
}

function bodyOf(
  { hint, tenantName, userName }: OpenPersonSession,
  { groups = [] }: Person,
  sessions: readonly ListedSession[],
  { token, base }: { readonly token: string; readonly base: string },
): Html {
  const names = groups.flatMap(({ display }) => textOf(display) ?? []).sort((a, b) => a.localeCompare(b));
  return html`<p>Signed in as <strong>${userName}</strong> of <strong>${tenantName}</strong>.</p>
    <h2>Groups</h2>
    ${
      names.length === 0
        ? html`<p>None.</p>`
        : html`<ul>
            ${names.map((name) => html`<li>${name}</li>`)}
          </ul>`
    }
    <h2>Where you are signed in</h2>
    <ul>
      ${sessions.map((each) => sessionItem(each, each.hint === hint))}
    </ul>
    <form method="post" action="${base}/sso/logout">
      <input type="hidden" name="token" value="${token}" /><button>Sign out</button>
    </form>
    <form method="post" action="${base}/me/sign-out-everywhere">
      <input type="hidden" name="token" value="${token}" /><button>Sign out everywhere</button>
    </form>`;
}

function sessionItem({ userAgent, address, createdAt, lastUsedAt }: ListedSession, isThis: boolean): Html {
  return html`<li>
    ${browserName(userAgent)}${isThis ? html` <strong>(this one)</strong>` : ''}<br />
    <small>from ${address}, since ${timeOf(createdAt)}, last used ${timeOf(lastUsedAt)}</small>
  </li>`;
}

function timeOf(millis: number): string {
  return `${new Date(millis).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

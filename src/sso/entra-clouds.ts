import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import { LOGIN_ORIGINS } from '../federation/login-origins.js';
import { CONFIG } from '../http/injected-config.js';
import { DATABASE, type Database } from '../persistence/database/database.js';

const NAMES: Readonly<Record<string, string>> = {
  'login.microsoftonline.com': 'Microsoft Entra',
  'login.microsoftonline.us': 'Microsoft Entra for US government',
  'login.partner.microsoftonline.cn': 'Microsoft Entra in China, operated by 21Vianet',
};

/** A cloud of Entra in which people can sign in. */
export interface EntraCloud {
  /** Such as `https://login.microsoftonline.us`. */
  readonly origin: string;
  /** The login host, by which tenants and addresses name it. */
  readonly host: string;
  /** For people. */
  readonly name: string;
  /** The application in this cloud; null when none is configured. */
  readonly clientId: string | null;
}

/** The clouds of Entra, each with directories and app registrations of its own. */
@Injectable()
export class EntraClouds {
  /** Those with an application; without any, those whose keys are trusted. */
  readonly all: readonly EntraCloud[];

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONFIG) { sso }: Config,
    @Inject(LOGIN_ORIGINS) loginOrigins: readonly string[],
  ) {
    const ids = sso?.clientIds ?? [];
    const origins = sso === null ? loginOrigins : loginOrigins.slice(0, ids.length);
    this.all = origins.map((origin, index) => {
      const { host } = new URL(origin);
      return { origin, host, name: NAMES[host] ?? host, clientId: ids[index] ?? null };
    });
  }

  /** The cloud of tenants that name none. */
  get first(): EntraCloud {
    const [first] = this.all;
    if (first === undefined) throw new Error('ENTRA_LOGIN_HOSTS names no host');
    return first;
  }

  /** @param host null for the first */
  at(host: string | null): EntraCloud | undefined {
    return host === null ? this.first : this.all.find((cloud) => cloud.host === host);
  }

  /** The cloud of a tenant, for which a host that is no longer configured counts like none. */
  async ofTenant(tenantId: string): Promise<EntraCloud> {
    const [row] = await this.database.rows<{ loginHost: string | null }>(
      'SELECT login_host AS loginHost FROM sign_in_rules WHERE tenant_id = ?',
      [tenantId],
    );
    return this.at(row?.loginHost ?? null) ?? this.first;
  }
}

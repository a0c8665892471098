import { ConflictException, Inject, Injectable } from '@nestjs/common';
import { In, MoreThan, type EntityManager } from 'typeorm';
import { invalid } from '../../admin/admin-validation.js';
import { decodeCursor, pageOf, type Page, type PageRequest } from '../../admin/page.js';
import { AuditTrail } from '../../audit/audit-trail.js';
import { DATABASE, type Database } from '../../persistence/database/database.js';
import { newTokenId } from '../../secrets/random-id.js';
import type { Issued } from '../../tenants/credentials/client-secrets.js';
import { ApplicationSecret } from './application-secret.entity.js';
import { SECRETS } from './application-secrets.service.js';
import { Application } from './application.entity.js';
import { findApplication } from './find-application.js';

/** Maximum number of applications. */
const MAX_APPLICATIONS = 200;

/** What an operator decides of an application. */
export type ApplicationValues = Omit<Application, 'id' | 'createdAt'>;

/** An application with its secrets, oldest first. */
export interface ApplicationWithSecrets {
  readonly application: Application;
  readonly secrets: readonly ApplicationSecret[];
}

/** Manages the applications that people sign in to. */
@Injectable()
export class ApplicationsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Registers an application, with a first secret when it authenticates with one.
   * @param expiresAt of the secret; in two years when null
   * @throws ConflictException when there are too many; BadRequestException for keys that do not fit
   */
  async create(
    values: ApplicationValues,
    expiresAt: Date | null,
  ): Promise<{ readonly application: Application; readonly issued: Issued<ApplicationSecret> | null }> {
    requireKeys(values);
    return this.database.entities(async (manager) => {
      if ((await manager.count(Application)) >= MAX_APPLICATIONS) {
        throw new ConflictException(`There are ${MAX_APPLICATIONS} applications; there can be no more`);
      }
      const createdAt = new Date();
      const application = manager.create(Application, { id: newTokenId(createdAt), createdAt, ...values });
      await manager.save(Application, application);
      const issued =
        values.authentication === 'client_secret'
          ? await SECRETS.issue(manager, { applicationId: application.id }, expiresAt)
          : null;
      await this.note(manager, application);
      return { application, issued };
    });
  }

  /** The applications, oldest first. */
  list({ cursor, limit }: PageRequest): Promise<Page<ApplicationWithSecrets>> {
    const after = cursor === undefined ? null : decodeCursor(cursor);
    return this.database.entities(async (manager) => {
      const rows = await manager.find(Application, {
        where: after === null ? {} : { id: MoreThan(after.id) },
        order: { id: 'ASC' },
        take: limit + 1,
      });
      const { items, nextCursor } = pageOf(rows, limit);
      const secrets = await SECRETS.list(manager, { applicationId: In(items.map(({ id }) => id)) });
      const withSecrets = items.map((application) => ({
        application,
        secrets: secrets.filter(({ applicationId }) => applicationId === application.id),
      }));
      return { items: withSecrets, nextCursor };
    });
  }

  /** @throws NotFoundException when there is no such application */
  get(id: string): Promise<ApplicationWithSecrets> {
    return this.database.entities(async (manager) => ({
      application: await findApplication(manager, id),
      secrets: await SECRETS.list(manager, { applicationId: id }),
    }));
  }

  /**
   * Changes an application; what is left out stays.
   * @throws NotFoundException when there is no such application; BadRequestException for keys that do not fit
   */
  update(
    id: string,
    change: {
      readonly [Name in keyof Omit<ApplicationValues, 'authentication'>]?:
        ApplicationValues[Name] | undefined;
    },
  ): Promise<ApplicationWithSecrets> {
    return this.database.entities(async (manager) => {
      const before = await findApplication(manager, id);
      const given = Object.entries(change).filter(([, value]) => value !== undefined);
      const application = manager.create(Application, { ...before, ...Object.fromEntries(given) });
      requireKeys(application);
      await manager.save(Application, application);
      await this.note(manager, application);
      return { application, secrets: await SECRETS.list(manager, { applicationId: id }) };
    });
  }

  /**
   * Deletes an application with its secrets: its codes and tokens are refused at once.
   * @throws NotFoundException when there is no such application
   */
  delete(id: string): Promise<void> {
    return this.database.entities(async (manager) => {
      const application = await findApplication(manager, id);
      await manager.delete(ApplicationSecret, { applicationId: id });
      await manager.delete(Application, { id });
      await this.note(manager, application);
    });
  }

  private note(
    manager: EntityManager,
    { id, name, redirectUris, backchannelLogoutUri }: Application,
  ): Promise<void> {
    const detail = { name, redirectUris, backchannelLogoutUri };
    return this.audit.note(manager, { tenantId: null, target: id, detail });
  }
}

function requireKeys({ authentication, jwks, jwksUri }: ApplicationValues): void {
  const sources = [jwks, jwksUri].filter((source) => source !== null).length;
  const needed = authentication === 'private_key_jwt' ? 1 : 0;
  if (sources === needed) return;
  const message =
    needed === 1
      ? 'expected one of jwks and jwksUri with private_key_jwt'
      : 'expected no keys with client_secret';
  throw invalid([{ field: 'jwks', message }]);
}

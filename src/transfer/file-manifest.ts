import { movedSettings, USUAL_SETTINGS, type MovedSettings } from '../access/tenant-settings.js';
import { WHOLE_GUID } from '../federation/guid.js';
import type { FileLine } from './file-lines.js';
import { FileRefused } from './file-refusal.js';
import { flag, matching, membersOf, object, text, time, wholeNumber, type Readers } from './line-values.js';
import { FORMAT, FORMAT_VERSION, type Counts } from './tenant-file.js';

const TENANT_ID = matching(/^[0-9a-z]{12}$/);
const COUNT = wholeNumber(0, Number.MAX_SAFE_INTEGER);

/** What an import needs to know of the tenant. */
export interface MovedTenant {
  /** Where its users got their ids. */
  readonly origin: string;
  readonly name: string;
  readonly entraTenantId: string;
  readonly settings: MovedSettings;
  readonly counts: Counts;
}

/** @throws FileRefused when this is not the first line of a file that can be imported */
export function readManifest({ number, value }: FileLine): MovedTenant {
  if (value.kind !== 'manifest' || value.format !== FORMAT) {
    throw new FileRefused(number, 'this is not the file of an exported tenant');
  }
  if (value.formatVersion !== FORMAT_VERSION) {
    const found = JSON.stringify(value.formatVersion ?? null).slice(0, 40);
    const by =
      typeof value.productVersion === 'string'
        ? `, written by release ${value.productVersion.slice(0, 40)}`
        : '';
    throw new FileRefused(
      number,
      `the file has format version ${found}${by}; this release reads version ${FORMAT_VERSION}`,
    );
  }
  const manifest = membersOf(number, value, {
    kind: text,
    format: text,
    formatVersion: COUNT,
    productVersion: text,
    exportedAt: time,
    tenant: object,
    counts: object,
  });
  const tenant = membersOf(
    number,
    // A file of an earlier release does not name it.
    { origin: manifest.tenant.id, ...manifest.tenant },
    {
      id: TENANT_ID,
      origin: TENANT_ID,
      name: matching(/^.{1,255}$/su),
      entraTenantId: matching(WHOLE_GUID),
      settings: object,
    },
    'tenant.',
  );
  return {
    origin: tenant.origin,
    name: tenant.name,
    entraTenantId: tenant.entraTenantId,
    settings: readSettings(number, tenant.settings),
    counts: readCounts(number, manifest.counts),
  };
}

/** A file of an earlier release lacks the settings that have come since. */
function readSettings(number: number, settings: Record<string, unknown>): MovedSettings {
  const usual = movedSettings(USUAL_SETTINGS);
  const readers = Object.fromEntries(Object.keys(usual).map((name) => [name, flag]));
  return membersOf<MovedSettings>(
    number,
    { ...usual, ...settings },
    readers as Readers<MovedSettings>,
    'tenant.settings.',
  );
}

/** @throws FileRefused */
export function readCounts(number: number, counts: Record<string, unknown>): Counts {
  return membersOf(
    number,
    counts,
    { schemas: COUNT, users: COUNT, groups: COUNT, memberships: COUNT },
    'counts.',
  );
}

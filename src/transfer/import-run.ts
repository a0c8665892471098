import { typesWith, USUAL_TYPES, type ResourceTypes, type TypeName } from '../scim/resource-type.js';
import { storedFormProblem } from '../scim/stored-form-check.js';
import type { Database } from '../persistence/database/database.js';
import { TenantDigest } from '../persistence/verify/tenant-digest.js';
import type { FileLine } from './file-lines.js';
import { readCounts, type MovedTenant } from './file-manifest.js';
import { FileRefused } from './file-refusal.js';
import { readSchema, type MovedSchema } from './file-schemas.js';
import type { Written } from './imported-tenant.js';
import { ImportWriter } from './import-writer.js';
import { id, listOf, matching, membersOf, object, text, time, wholeNumber } from './line-values.js';
import { MEMBERS_A_LINE, type Counts } from './tenant-file.js';

/** In the order of the file. */
const KINDS = ['schema', 'user', 'group', 'members', 'end'] as const;
type Kind = (typeof KINDS)[number];

const VERSION = wholeNumber(1, 4_294_967_295);
const SHA_256 = matching(/^[0-9a-f]{64}$/);
/** The largest that was ever stored. */
const MAX_DOCUMENT_BYTES = 1_048_576;

interface End {
  readonly line: number;
  readonly counts: Counts;
  readonly digest: string;
}

/** Reads the lines of a file behind the first, and writes what they say. */
export class ImportRun {
  private kind: Kind = 'schema';
  private readonly schemas: MovedSchema[] = [];
  private readonly counts = { schemas: 0, users: 0, groups: 0, memberships: 0 };
  private readonly digest = new TenantDigest();
  private started: { readonly types: ResourceTypes; readonly writer: ImportWriter } | null = null;
  private lastId = '';
  private lastMembership = '';
  private end: End | null = null;

  constructor(
    private readonly database: Database,
    private readonly tenant: MovedTenant,
  ) {}

  /** @throws FileRefused */
  async take(line: FileLine): Promise<void> {
    const { number, value } = line;
    const kind = KINDS.find((each) => each === value.kind);
    if (kind === undefined) throw new FileRefused(number, `"kind" must be one of ${KINDS.join(', ')}`);
    if (this.end !== null) throw new FileRefused(number, 'nothing may follow the line of kind "end"');
    if (KINDS.indexOf(kind) < KINDS.indexOf(this.kind)) {
      throw new FileRefused(number, `a line of kind "${kind}" cannot follow one of kind "${this.kind}"`);
    }
    if (kind !== this.kind) await this.complete();
    this.kind = kind;
    switch (kind) {
      case 'schema':
        this.counts.schemas++;
        this.schemas.push(readSchema(line, this.schemas));
        return;
      case 'user':
        this.counts.users++;
        return this.takeResource(line, 'User');
      case 'group':
        this.counts.groups++;
        return this.takeResource(line, 'Group');
      case 'members':
        return this.takeMembers(line);
      case 'end':
        this.end = readEnd(line);
    }
  }

  /**
   * Compares what was read with what the last line says of it.
   * @param last number of the last line
   * @throws FileRefused
   */
  async finish(last: number): Promise<Written> {
    const { end, counts, schemas } = this;
    if (end === null)
      throw new FileRefused(last, 'the file ends without a line of kind "end": it is truncated');
    const { writer } = await this.start();
    for (const [name, count] of Object.entries(counts) as [keyof Counts, number][]) {
      for (const said of [end.counts[name], this.tenant.counts[name]]) {
        if (said !== count)
          throw new FileRefused(end.line, `the file has ${count} ${name}, and says ${said}`);
      }
    }
    if (await writer.isNestedTooDeep()) {
      throw new FileRefused(end.line, 'groups contain themselves, or each other more than 32 levels deep');
    }
    const digest = this.digest.hex();
    if (digest !== end.digest)
      throw new FileRefused(end.line, `"digest" is not that of the content, ${digest}`);
    return { marker: writer.marker, schemas, counts, digest };
  }

  async discard(): Promise<void> {
    await this.started?.writer.discard();
  }

  /** Writes what is left of the kind before. */
  private async complete(): Promise<void> {
    const { writer } = await this.start();
    if (this.kind === 'user') await writer.flush('User');
    if (this.kind === 'group') await writer.flush('Group');
    if (this.kind === 'members') await writer.flushMembers();
    this.lastId = '';
  }

  /** From the first line behind the schemas on, the types of the tenant are known. */
  private async start(): Promise<{ readonly types: ResourceTypes; readonly writer: ImportWriter }> {
    if (this.started === null) {
      const { uniqueGroupNames } = this.tenant.settings;
      // What was stored before strict mode was switched on stays.
      const types = typesWith(this.schemas, { ...USUAL_TYPES, uniqueGroupNames });
      const onMember = this.digest.addMembership.bind(this.digest);
      this.started = { types, writer: await ImportWriter.begin(this.database, types, onMember) };
    }
    return this.started;
  }

  private async takeResource({ number, value }: FileLine, name: TypeName): Promise<void> {
    const read = membersOf(number, value, {
      kind: text,
      id,
      version: VERSION,
      created: time,
      lastModified: time,
      document: object,
    });
    if (read.id <= this.lastId)
      throw new FileRefused(number, `the id ${read.id} does not follow ${this.lastId}`);
    this.lastId = read.id;
    if (read.lastModified < read.created) throw new FileRefused(number, '"lastModified" is before "created"');
    if (read.document.id !== read.id) throw new FileRefused(number, '"document.id" is another id');
    const { types, writer } = await this.start();
    const problem = storedFormProblem(read.document, types[name]);
    if (problem !== null) throw new FileRefused(number, `the document of ${read.id}: ${problem}`);
    const document = JSON.stringify(read.document);
    if (Buffer.byteLength(document) > MAX_DOCUMENT_BYTES) {
      throw new FileRefused(number, `the document of ${read.id} is longer than ${MAX_DOCUMENT_BYTES} bytes`);
    }
    const row = {
      id: read.id,
      version: read.version,
      created_at: read.created,
      modified_at: read.lastModified,
      document,
    };
    this.digest.addResource(name, row);
    await writer.addResource(name, { line: number, row });
  }

  private async takeMembers({ number, value }: FileLine): Promise<void> {
    const { group, members } = membersOf(number, value, {
      kind: text,
      group: id,
      members: listOf(id, MEMBERS_A_LINE),
    });
    const { writer } = await this.start();
    for (const member of members) {
      const membership = `${group} ${member}`;
      if (membership <= this.lastMembership) {
        throw new FileRefused(number, `the membership ${membership} does not follow ${this.lastMembership}`);
      }
      this.lastMembership = membership;
      this.counts.memberships++;
      await writer.addMember({ line: number, group, member });
    }
  }
}

function readEnd({ number, value, sha256Before }: FileLine): End {
  const { counts, digest, sha256 } = membersOf(number, value, {
    kind: text,
    counts: object,
    digest: SHA_256,
    sha256: SHA_256,
  });
  const found = sha256Before();
  if (sha256 !== found) throw new FileRefused(number, `"sha256" is not that of the lines before, ${found}`);
  return { line: number, counts: readCounts(number, counts), digest };
}

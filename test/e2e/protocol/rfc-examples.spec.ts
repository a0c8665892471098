import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { expectRefusal } from '../../support/refusal.js';
import { TestService } from '../../support/service.js';
import type { Answer, TestTenant } from '../../support/tenant.js';

/*
 * The examples of RFC 7643, RFC 7644 and RFC 9865, in words and values of our own: one file an example or a table of them, named
 * after the section. Where the service does otherwise on purpose, the fixture says so under `deviation`.
 */

/** A request, and what is to come back. `{name}` stands for what an earlier step saved, `{base}` for the base URL. */
interface Step {
  readonly request: string;
  readonly query?: Record<string, string>;
  /** null leaves a header out. */
  readonly headers?: Record<string, string | null>;
  /** A string is sent as it is. */
  readonly body?: any;
  /** Makes the body so many characters longer. */
  readonly pad?: number;
  /** Sends the one operation of the body so many times. */
  readonly repeat?: number;
  readonly status: number;
  /** For errors; both are part of what is expected, so is their absence. */
  readonly scimType?: string;
  readonly detail?: string;
  /** The body, or the part of it that matters. `<text>` and `<dateTime>` stand for any. */
  readonly is?: any;
  readonly has?: any;
  readonly lacks?: readonly string[];
  /** Headers of the answer. */
  readonly answer?: Record<string, string>;
  /** The resources of a list, by their names, in order. */
  readonly list?: readonly string[];
  /** The attributes of a schema, one a line. */
  readonly table?: readonly string[];
  /** Variables, by the names of what to keep of the body. */
  readonly save?: Record<string, string>;
}

interface Case {
  readonly name: string;
  readonly section?: string;
  readonly deviation?: string;
  readonly steps: readonly Step[];
}

interface Fixture {
  readonly section: string;
  readonly name: string;
  readonly deviation?: string;
  readonly setup?: readonly Step[];
  /** Several steps, one after the other: one test. */
  readonly steps?: readonly Step[];
  /** Played in order, a test each; where one request is all, its members stand in the case itself. */
  readonly cases?: readonly (Case | ({ readonly name: string } & Step))[];
}

const FIXTURES = join(import.meta.dirname, '../../fixtures');
const SECTIONS = {
  rfc7643: ['8.1', '8.2', '8.3', '8.4', '8.5', '8.6', '8.7'],
  rfc7644: [
    ...[
      '3.3',
      '3.4.1',
      '3.4.2',
      '3.4.2.1',
      '3.4.2.2',
      '3.4.2.3',
      '3.4.2.4',
      '3.4.2.5',
      '3.4.3',
      '3.5.1',
      '3.5.2',
    ],
    ...[
      '3.5.2.1',
      '3.5.2.2',
      '3.5.2.3',
      '3.6',
      '3.7',
      '3.7.1',
      '3.7.2',
      '3.7.3',
      '3.7.4',
      '3.11',
      '3.12',
      '3.13',
      '3.14',
      '4',
    ],
  ],
  rfc9865: ['2'],
};

const fixtures = Object.keys(SECTIONS).flatMap((folder) =>
  readdirSync(join(FIXTURES, folder))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((file) => ({
      file: `${folder}/${file}`,
      fixture: JSON.parse(readFileSync(join(FIXTURES, folder, file), 'utf8')) as Fixture,
    })),
);

it.each(Object.entries(SECTIONS))(
  'the fixtures of %s are named after their sections, none is missing',
  (rfc, sections) => {
    const files = fixtures.filter(({ file }) => file.startsWith(rfc));
    for (const { file, fixture } of files) {
      expect(file.split('/')[1]?.split('-')[0]).toBe(fixture.section);
      expect(Object.keys(fixture)).toContain(fixture.steps === undefined ? 'cases' : 'steps');
    }
    expect([...new Set(files.map(({ fixture }) => fixture.section))].sort()).toEqual([...sections].sort());
  },
);

onEveryDatabase('Examples of the RFCs', (name) => {
  let service: TestService;

  beforeAll(async () => {
    service = await TestService.start(name);
  });
  afterAll(() => service.stop());

  describe.each(fixtures)('$file: $fixture.name', ({ fixture }) => {
    let player: Player;

    beforeAll(async () => {
      player = new Player(service, await service.createTenant());
      for (const step of fixture.setup ?? []) await player.play(step);
    });

    if (fixture.steps !== undefined) {
      const { steps, deviation } = fixture;
      it(deviation ?? 'as in the RFC', () => player.playAll(steps));
    }
    if (fixture.cases !== undefined) {
      it.each(fixture.cases.map((each) => [each.name, each] as const))('%s', (_name, each) =>
        player.playAll('steps' in each ? each.steps : [each]),
      );
    }
  });
});

/** Plays steps with one tenant and keeps their variables. */
class Player {
  private readonly variables: Map<string, string>;

  constructor(
    service: TestService,
    private readonly tenant: TestTenant,
  ) {
    this.variables = new Map([['base', `${service.url}/scim/v2`]]);
  }

  async playAll(steps: readonly Step[]): Promise<void> {
    expect(steps.length).toBeGreaterThan(0);
    for (const step of steps) await this.play(step);
  }

  async play(step: Step): Promise<void> {
    const [method = '', path = ''] = this.fill(step.request).split(' ');
    const query = Object.entries(this.fill(step.query ?? {})).map((pair) =>
      pair.map(encodeURIComponent).join('='),
    );
    const body = bodyOf(step);
    const headers = Object.entries(this.fill(step.headers ?? {})).map(([key, value]) => [
      key,
      value ?? undefined,
    ]);
    const answer = await this.tenant.request(
      method,
      path + (query.length === 0 ? '' : `?${query.join('&')}`),
      this.fill(body),
      Object.fromEntries(headers),
    );
    this.check(step, answer);
    for (const [variable, place] of Object.entries(step.save ?? {})) {
      const value = place.split('.').reduce((each, key) => each?.[key], answer.body);
      expect({ [variable]: value }).toEqual({ [variable]: expect.any(String) });
      // Of an address the id at its end is what later steps need.
      this.variables.set(variable, String(value).replace(/^http.*\//, ''));
    }
  }

  private check(step: Step, answer: Answer): void {
    const { status, body } = answer;
    expect({ request: step.request, status, ...(status === step.status ? {} : { body }) }).toEqual({
      request: step.request,
      status: step.status,
    });
    if (step.status >= 400) {
      expectRefusal(answer, {
        status: step.status,
        scimType: step.scimType,
        ...(step.detail === undefined ? {} : { detail: new RegExp(step.detail) }),
      });
    } else {
      const hasBody = step.status === 200 || step.status === 201;
      expect(answer.headers.get('content-type')).toBe(hasBody ? 'application/scim+json' : null);
    }
    if (step.is !== undefined) expect(body).toEqual(expected(this.fill(step.is)));
    if (step.has !== undefined) expect(body).toMatchObject(expected(this.fill(step.has)) as object);
    if (step.lacks !== undefined)
      expect(Object.keys(body).filter((key) => step.lacks?.includes(key))).toEqual([]);
    if (step.list !== undefined) {
      expect(body.Resources.map((each: any) => each.userName ?? each.displayName)).toEqual(step.list);
    }
    if (step.table !== undefined) expect(tableOf(body.attributes)).toEqual(step.table);
    for (const [key, value] of Object.entries(this.fill(step.answer ?? {}))) {
      expect({ [key]: answer.headers.get(key) }).toEqual({ [key]: value });
    }
  }

  /** Puts the variables in. */
  private fill<T>(value: T): T {
    if (typeof value === 'string') {
      return value.replaceAll(/\{(\w+)\}/g, (_match, variable: string) => {
        const found = this.variables.get(variable);
        if (found === undefined) throw new Error(`No step has saved {${variable}}`);
        return found;
      }) as T;
    }
    if (Array.isArray(value)) return value.map((each: unknown) => this.fill(each)) as T;
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, this.fill(each as unknown)]),
    ) as T;
  }
}

function bodyOf({ body, pad, repeat }: Step): any {
  if (pad !== undefined) return { ...body, padding: 'x'.repeat(pad) };
  if (repeat !== undefined) return { ...body, Operations: Array(repeat).fill(body.Operations[0]) };
  return body;
}

/** What a body must equal, with matchers for what cannot be known. */
function expected(value: unknown): unknown {
  if (value === '<text>') return expect.stringMatching(/./);
  if (value === '<dateTime>') return expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  if (Array.isArray(value)) return value.map(expected);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, expected(each)]));
}

function tableOf(attributes: any[], owner = ''): string[] {
  return attributes.flatMap((each) => [
    [
      `${owner}${each.name}:`,
      each.type + (each.multiValued ? '[]' : ''),
      ...[each.mutability, `returned=${each.returned}`, `uniqueness=${each.uniqueness}`],
    ].join(' '),
    ...tableOf(each.subAttributes ?? [], `${owner}${each.name}.`),
  ]);
}

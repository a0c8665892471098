import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { getMetadataArgsStorage } from 'typeorm';
import ts from 'typescript';
// Names every entity.
import '../../src/app.module.js';

const SOURCE = join(import.meta.dirname, '../../src');
/** What has no SQL of the service, makes the tables itself, or reads those of the server. */
const NO_SQL =
  /^(?:scim|console\/web|demo|persistence\/migrations)\/|\.(?:spec|entity|decorator)\.ts$|\/(?:generated-columns|unreleased-schema|migrate|migration-lock|primary-check|server-watch|exclusive-hold|sqlite-copy|sqlite-snapshots|upgrade-check-main)\.ts$/;

const storage = getMetadataArgsStorage();
const TABLES = new Set(storage.tables.map(({ name }) => String(name)));
const COLUMNS = new Set(storage.columns.map(({ options, propertyName }) => options.name ?? propertyName));
const INDEXES = new Set(storage.indices.map(({ name }) => name ?? ''));
const isKnown = (name: string) => TABLES.has(name) || COLUMNS.has(name) || INDEXES.has(name);

/** Names that statements of several files give to what they select. */
const GIVEN = new Set(['sort_key', 'lookup_key', 'tenant']);

const KEYWORD =
  /\b(?:SELECT|INSERT|INTO|UPDATE|DELETE|FROM|WHERE|JOIN|ORDER BY|GROUP BY|VALUES|EXISTS|COALESCE|COUNT|SUM)\b|\b(?:AND|OR|SET|CASE) [a-z`(]|\bAS [a-z]|\b(?:IS NOT NULL|IS NULL|IN)$|^[a-z]\.[a-z_]+| (?:=|<>|<|<=|>|>=) \?/;

interface Text {
  readonly path: string;
  readonly text: string;
}

/** Each string and template of the sources, with `§` for what is put into it. */
function texts(): Text[] {
  const found: Text[] = [];
  const paths = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' });
  for (const path of paths.filter((name) => name.endsWith('.ts') && !NO_SQL.test(name))) {
    const visit = (node: ts.Node): void => {
      if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isDecorator(node)) return;
      if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node))
        found.push({ path, text: node.text });
      if (ts.isTemplateExpression(node)) {
        const pieces = node.templateSpans.map(({ literal }) => literal.text);
        found.push({ path, text: [node.head.text, ...pieces].join('§') });
      }
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(path, readFileSync(join(SOURCE, path), 'utf8'), ts.ScriptTarget.Latest, true));
  }
  return found;
}

const sql = texts()
  .filter(({ text }) => KEYWORD.test(text))
  .map(({ path, text }) => ({ path, text: text.replaceAll(/'[^']*'|\/\*[\s\S]*?\*\//g, ' ') }));

/** Names that statements of a file give themselves: to columns of a result, tables in it, and common table expressions. */
function givenIn(path: string): Set<string> {
  const given = sql.filter((each) => each.path === path).map(({ text }) => text);
  const pattern = /\bAS `?([a-z_0-9]+)|\bRECURSIVE ([a-z_]+) \(([a-z_, ]+)\)|(?:\)|§|`|[a-z_]) ([a-z]\d?)\b/g;
  const names = given.flatMap((text) => [...text.matchAll(pattern)].flatMap((match) => match.slice(1)));
  return new Set(names.filter(Boolean).flatMap((name) => name.split(', ')));
}

describe('the SQL of the sources', () => {
  it('is found', () => {
    expect(sql.length).toBeGreaterThan(120);
    const files = new Set(sql.map(({ path }) => path));
    expect([...files]).toEqual(
      expect.arrayContaining([
        'persistence/resources/resource.repository.ts',
        'persistence/search/filter-sql.ts',
        'provisioning-log/log-search.ts',
        'tenants/credentials/credential-lookup.ts',
      ]),
    );
  });

  it('names no table, column or index that no entity has', () => {
    const unknown = sql.flatMap(({ path, text }) => {
      const given = givenIn(path);
      // Words of more cases are names of properties; those before a parenthesis, functions of SQLite.
      return [...text.matchAll(/(?<![\w§:@.]|[a-z]\.)(?:[a-z]\d?\.)?([a-z][a-z_0-9]*)(?![\w§])(?! ?\()/g)]
        .map(([, word = '']) => word)
        .filter((word) => !isKnown(word) && !given.has(word) && !GIVEN.has(word))
        .map((word) => `${path}: ${word} in ${text.slice(0, 160)}`);
    });
    expect(unknown).toEqual([]);
  });

  it('reads and writes tables only that an entity has', () => {
    const pattern = /\b(?:FROM|INTO|UPDATE|JOIN) `?([a-z_]+)/g;
    const unknown = sql.flatMap(({ path, text }) => {
      const given = givenIn(path);
      return [...text.matchAll(pattern)]
        .map(([, table = '']) => table)
        .filter((table) => !TABLES.has(table) && !given.has(table) && !GIVEN.has(table))
        .map((table) => `${path}: ${table}`);
    });
    expect(unknown).toEqual([]);
  });

  it('forces no index that no entity has', () => {
    const unknown = texts().flatMap(({ path, text }) =>
      [...text.matchAll(/\b(?:ix|uq)_[a-z0-9_]+/g)]
        .filter(([name]) => !INDEXES.has(name))
        .map(([name]) => `${path}: ${name}`),
    );
    expect(unknown).toEqual([]);
  });

  it('is given no name of a column that no entity has', () => {
    const unknown = texts()
      .filter(({ path, text }) => path.startsWith('persistence/') && /^[a-z]+(?:_[a-z0-9]+)+$/.test(text))
      .filter(({ text }) => !isKnown(text) && !GIVEN.has(text))
      .map(({ path, text }) => `${path}: ${text}`);
    expect(unknown).toEqual([]);
  });
});

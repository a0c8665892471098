import type { CommitBatch, KeyedChange, NewRows, SqlValue } from '../database/database.js';
import { withLiterals, insertsWithLiterals } from './sql-literals.js';
import { keyedSql } from '../database/batched-reads.js';
import { placeholders } from '../database/in-list.js';

/** Characters of one statement and of all that are sent at once, far below what MySQL takes (`max_allowed_packet`). */
const MAX_STATEMENT = 1_000_000;
const MAX_SENT_AT_ONCE = 4_000_000;

/** The end of a transaction on MySQL, kept until it is sent. */
export class MysqlCommitBatch implements CommitBatch {
  private readonly changes: string[] = [];
  private readonly keyed: KeyedChange[] = [];
  private readonly added: NewRows[] = [];

  /** @param onStatement hears of each statement; one for rows has the places of its first row */
  constructor(
    readonly slot: number,
    readonly at: number,
    private readonly onStatement: ((sql: string) => void) | null,
  ) {}

  addStatement(sql: string, params: readonly SqlValue[]): void {
    this.onStatement?.(sql);
    this.changes.push(withLiterals(sql, params));
  }

  addKeyedChange(change: KeyedChange): void {
    const { statement, tail = '' } = change;
    this.onStatement?.(keyedSql(statement.text, 1) + tail);
    this.keyed.push(change);
  }

  addRows(added: NewRows): void {
    if (added.rows.length === 0) return;
    this.onStatement?.(textOf(added));
    this.added.push(added);
  }

  /**
   * The texts to be sent one after the other; the last of them ends in COMMIT.
   * @param sendsSeveral whether a text may hold several statements
   */
  static textsOf(batches: readonly MysqlCommitBatch[], sendsSeveral: boolean): string[] {
    const statements = [
      ...batches.flatMap(({ changes }) => changes),
      ...mergeKeyedChanges(batches.flatMap(({ keyed }) => keyed)),
    ];
    for (const rows of mergeRows(batches.flatMap(({ added }) => added))) {
      statements.push(...insertsWithLiterals(rows, MAX_STATEMENT));
    }
    if (!sendsSeveral) return [...statements, 'COMMIT'];
    const texts: string[] = [];
    let text = '';
    for (const statement of statements) {
      if (text.length + statement.length > MAX_SENT_AT_ONCE) {
        texts.push(text.slice(0, -1));
        text = '';
      }
      text += `${statement};`;
    }
    return [...texts.filter((each) => each !== ''), `${text}COMMIT`];
  }
}

/** The statement for the first of the rows, with `?` for its values. */
export function textOf({ into, rows: [first = []], tail }: NewRows): string {
  return `${into} (${placeholders(first.length)})${tail}`;
}

/** Changes with one statement for all keys, as far as all else is the same; in the order of their first ones. */
function mergeKeyedChanges(changes: readonly KeyedChange[]): string[] {
  const byStatement = new Map<string, { head: string; tail: string; keys: string[] }>();
  for (const { statement, key, tail = '' } of changes) {
    const head = withLiterals(statement.text, statement.params);
    const known = byStatement.get(head + tail);
    if (known === undefined) byStatement.set(head + tail, { head, tail, keys: [key] });
    else known.keys.push(key);
  }
  return [...byStatement.values()].map(
    ({ head, tail, keys }) => head + withLiterals(keyedSql('', keys.length), keys) + tail,
  );
}

/** The same rows with one entry a table, as far as the statements are the same. */
function mergeRows(added: readonly NewRows[]): NewRows[] {
  const byStatement = new Map<string, { into: string; rows: (readonly SqlValue[])[]; tail: string }>();
  for (const { into, rows, tail } of added) {
    const known = byStatement.get(into + tail);
    if (known === undefined) byStatement.set(into + tail, { into, rows: [...rows], tail });
    else for (const row of rows) known.rows.push(row);
  }
  return [...byStatement.values()];
}

import { stringify } from 'csv-stringify/sync';
import { csvCell } from './csv-cell.js';

/** The formats of files that are downloaded. */
export const EXPORT_FORMATS = ['csv', 'jsonl'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  jsonl: 'application/x-ndjson; charset=utf-8',
};

/** The columns of a CSV file, and what each shows of an item. */
export type CsvColumns<Item> = Readonly<Record<string, (item: Item) => string | number | null>>;

const CSV = { record_delimiter: 'windows', quoted_match: /[\r\n]/, cast: { string: csvCell } } as const;

/**
 * Items as the text of a file, in pieces. A piece is produced once the previous ones are sent, so memory does not grow
 * with the number of items.
 */
export async function* exportFile<Item>(
  columns: CsvColumns<Item>,
  format: ExportFormat,
  pages: AsyncIterable<readonly Item[]>,
): AsyncGenerator<string, void> {
  if (format === 'csv') yield stringify([Object.keys(columns)], CSV);
  const cells = Object.values(columns);
  for await (const items of pages) {
    if (format === 'jsonl') yield items.map((item) => `${JSON.stringify(item)}\n`).join('');
    else
      yield stringify(
        items.map((item) => cells.map((cell) => cell(item))),
        CSV,
      );
  }
}

import { Column, getMetadataArgsStorage } from 'typeorm';

/** Enough for a private RSA key of 4,096 bits. */
const SEALED_LENGTH = 8000;

/** A column of secrets that are encrypted. */
export interface SealedColumnPlace {
  readonly table: string;
  readonly column: string;
  /** The column of the primary key. */
  readonly key: string;
  /** What does not work without the secrets, for a message. */
  readonly use: string;
}

interface Declared {
  readonly target: object;
  readonly property: string;
  readonly use: string;
}

const DECLARED: Declared[] = [];

/**
 * Declares a column of secrets that `SecretKeys` has encrypted. `npm run secrets:rotate` finds it by this.
 * @param use what does not work without the secrets
 */
export function SealedColumn(name: string, use: string): PropertyDecorator {
  return (target, property) => {
    DECLARED.push({ target: target.constructor, property: String(property), use });
    Column({ name, type: 'varchar', length: SEALED_LENGTH })(target, property);
  };
}

/** Every sealed column of the entities whose files have been imported. */
export function sealedColumns(): SealedColumnPlace[] {
  const { tables, columns } = getMetadataArgsStorage();
  return DECLARED.map(({ target, property, use }) => {
    const own = columns.filter((column) => column.target === target);
    const nameOf = (found: (typeof own)[number] | undefined) =>
      found?.options.name ?? found?.propertyName ?? '';
    return {
      table: String(tables.find((table) => table.target === target)?.name),
      column: nameOf(own.find(({ propertyName }) => propertyName === property)),
      key: nameOf(own.find(({ options }) => options.primary === true)),
      use,
    };
  });
}

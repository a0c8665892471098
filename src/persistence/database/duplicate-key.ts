/** Whether a statement failed because a value of a unique key is taken. */
export function isDuplicateKey(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return (
    code === 'ER_DUP_ENTRY' || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY'
  );
}

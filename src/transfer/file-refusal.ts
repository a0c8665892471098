/** The file is not one that can be imported. */
export class FileRefused extends Error {
  override readonly name = 'FileRefused';

  /** @param line the number of the line, from 1 */
  constructor(line: number, reason: string) {
    super(`line ${line}: ${reason}`);
  }
}

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version in the product's `package.json`: the nearest one above, since builds differ in depth. */
export const PRODUCT_VERSION = versionAbove(import.meta.dirname);

function versionAbove(folder: string): string {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return versionAbove(dirname(folder));
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}

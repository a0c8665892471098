import type { AsyncLocalStorage } from 'node:async_hooks';
import type * as Library from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';

let loading: Promise<typeof Library> | undefined;
let storage: AsyncLocalStorage<unknown> | undefined;
let underWay = 0;

/** Loads `oidc-provider` when the first person signs in: a service without applications neither waits nor pays for it. */
export function loadLibrary(): Promise<typeof Library> {
  loading ??= load();
  return loading;
}

/**
 * Runs `work` of the library, which keeps its context in an `AsyncLocalStorage`. That is enabled only meanwhile: while it
 * is, tracking every promise costs a tenth of each SCIM request.
 */
export async function inLibrary<T>(work: () => Promise<T>): Promise<T> {
  underWay++;
  try {
    return await work();
  } finally {
    if (--underWay === 0) storage?.disable();
  }
}

/** The request that the library is answering; undefined outside of one. */
export function requestUnderWay(): KoaContextWithOIDC | undefined {
  return storage?.getStore() as KoaContextWithOIDC | undefined;
}

/** On Node.js 20 the library warns that it wants 22. It has all it needs there: the tests run on both. */
async function load(): Promise<typeof Library> {
  const { warn } = console;
  console.warn = () => undefined;
  try {
    const library = await import('oidc-provider');
    // Not in the library's types: the file has a default export alone.
    const path = 'oidc-provider/lib/helpers/als.js';
    ({ default: storage } = (await import(path)) as { default: AsyncLocalStorage<unknown> });
    return library;
  } finally {
    console.warn = warn;
  }
}

import { resolve } from 'node:path';
import { defineConfig } from 'vite';

const ROOT = resolve(import.meta.dirname, '../../..');

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  publicDir: false,
  cacheDir: resolve(ROOT, 'node_modules/.vite'),
  build: {
    outDir: resolve(ROOT, 'dist/console/web'),
    emptyOutDir: true,
    // A data: URL is no source that the policy of the pages allows.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      onLog(level, log, report) {
        // Libraries say "use client" in each of their files, which means nothing here.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
    },
  },
});

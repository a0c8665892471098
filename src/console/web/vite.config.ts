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
    // The policy of the pages does not allow data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      onLog(level, log, report) {
        // Ignore the "use client" directives of libraries, which have no meaning here.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
    },
  },
});

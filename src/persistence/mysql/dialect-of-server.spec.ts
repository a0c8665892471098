import { expect, it } from '@jest/globals';
import { dialectFor } from './dialect-of-server.js';

it.each([
  ['9.7.4', 'MySQL Community Server - GPL', 'mysql'],
  ['8.4.4-google', '(Google)', 'mysql'],
  ['8.4.3-3', 'Percona Server (GPL), Release 3, Revision bda00f8f', 'mysql'],
  [
    '8.0.11-TiDB-v8.5.1',
    'TiDB Server (Apache License 2.0) Community Edition, MySQL 8.0 compatible',
    'portable',
  ],
  ['8.0.40-Vitess', 'Version: 22.0.1 (Git revision abc branch HEAD)', 'portable'],
  ['8.0.21-PlanetScale', 'MySQL Community Server - GPL', 'portable'],
  ['11.8.3-MariaDB-0+deb13u1', 'Debian n/a', 'portable'],
])('%s, %s is spoken to in the dialect %s', (version, comment, dialect) => {
  expect(dialectFor({ version, comment, isAurora: false })).toBe(dialect);
  expect(dialectFor({ version, comment, isAurora: true })).toBe('portable');
});

import { randomUUID } from 'node:crypto';
import express from 'express';
import mysql from 'mysql2/promise';
import SCIMMY from 'scimmy';
import SCIMMYRouters from 'scimmy-routers';

/**
 * SCIMMY with its routers on MySQL. A store is the user's own affair there: this one has a table for each type with
 * a unique name and the resource as JSON, and looks a name up by its index.
 */
const TOKEN = 'bench-scimmy-token';
const pool = mysql.createPool({ uri: process.env.DATABASE_URL, connectionLimit: 16 });

class Store {
  constructor(table, nameOf, filtered) {
    this.table = table;
    this.nameOf = nameOf;
    /** The filter that asks for one name. */
    this.filtered = filtered;
  }

  async migrate() {
    await pool.query(
      `CREATE TABLE IF NOT EXISTS ${this.table} (id VARCHAR(36) PRIMARY KEY, name VARCHAR(255) NOT NULL UNIQUE,
       created_at BIGINT NOT NULL, document JSON NOT NULL)`,
    );
  }

  async egress({ id, filter }) {
    if (id) {
      const [[row]] = await pool.execute(`SELECT document FROM ${this.table} WHERE id = ?`, [id]);
      if (row === undefined) throw new SCIMMY.Types.Error(404, null, `Resource ${id} not found`);
      return row.document;
    }
    const name = this.filtered(filter);
    const [rows] =
      name === undefined
        ? await pool.query(`SELECT document FROM ${this.table} ORDER BY created_at`)
        : await pool.execute(`SELECT document FROM ${this.table} WHERE name = ?`, [name.toLowerCase()]);
    const documents = rows.map(({ document }) => document);
    return filter && name === undefined ? filter.match(documents) : documents;
  }

  async ingress({ id }, instance) {
    const now = new Date().toISOString();
    const own = JSON.parse(JSON.stringify(instance));
    if (id) {
      const [[row]] = await pool.execute(`SELECT document FROM ${this.table} WHERE id = ?`, [id]);
      if (row === undefined) throw new SCIMMY.Types.Error(404, null, `Resource ${id} not found`);
      const changed = { ...own, id, meta: { ...row.document.meta, lastModified: now } };
      await this.write(`UPDATE ${this.table} SET name = ?, document = ? WHERE id = ?`, [
        this.nameOf(own),
        JSON.stringify(changed),
        id,
      ]);
      return changed;
    }
    const created = { ...own, id: randomUUID(), meta: { created: now, lastModified: now } };
    await this.write(`INSERT INTO ${this.table} (id, name, created_at, document) VALUES (?, ?, ?, ?)`, [
      created.id,
      this.nameOf(own),
      Date.now(),
      JSON.stringify(created),
    ]);
    return created;
  }

  async degress({ id }) {
    const [{ affectedRows }] = await pool.execute(`DELETE FROM ${this.table} WHERE id = ?`, [id]);
    if (affectedRows === 0) throw new SCIMMY.Types.Error(404, null, `Resource ${id} not found`);
  }

  async write(sql, params) {
    try {
      await pool.execute(sql, params);
    } catch (error) {
      if (error.code === 'ER_DUP_ENTRY') throw new SCIMMY.Types.Error(409, 'uniqueness', 'The name is taken');
      throw error;
    }
  }
}

function equality(attribute) {
  return (filter) => {
    const [only, ...more] = filter ?? [];
    const [op, value] = only?.[attribute] ?? [];
    return more.length === 0 && op === 'eq' && typeof value === 'string' ? value : undefined;
  };
}

const users = new Store('scimmy_users', ({ userName }) => userName.toLowerCase(), equality('userName'));
const groups = new Store(
  'scimmy_groups',
  ({ displayName }) => displayName.toLowerCase(),
  equality('displayName'),
);
for (const [Resource, store] of [
  [SCIMMY.Resources.User, users],
  [SCIMMY.Resources.Group, groups],
]) {
  await store.migrate();
  SCIMMY.Resources.declare(Resource, {
    ...(Resource === SCIMMY.Resources.User
      ? { extensions: [{ schema: SCIMMY.Schemas.EnterpriseUser, required: false }] }
      : {}),
    egress: (resource) => store.egress(resource),
    ingress: (resource, instance) => store.ingress(resource, instance),
    degress: (resource) => store.degress(resource),
  });
}
const app = express();
app.use(
  '/scim/v2',
  new SCIMMYRouters({
    type: 'bearer',
    handler: (request) => {
      if (request.header('Authorization') !== `Bearer ${TOKEN}`)
        throw new Error('Authorization not detected!');
      return 'bench';
    },
  }),
);
const server = app.listen(Number(process.env.PORT), '127.0.0.1', () => console.log(`token ${TOKEN}`));
server.keepAliveTimeout = 60_000;
process.on('SIGTERM', () => process.exit(0));

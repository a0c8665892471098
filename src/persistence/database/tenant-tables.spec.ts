import { afterEach, describe, expect, it } from '@jest/globals';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { sqliteDriver } from '../sqlite/sqlite-driver.js';
import { ServiceDataSource } from './service-data-source.js';
import { Table } from './table.decorator.js';
import { TenantTables } from './tenant-tables.js';

@Table('secrets', { atTenantDeletion: 'removed-with-it' })
class Secret {
  @PrimaryColumn({ type: 'varchar' })
  id!: string;
  @Column({ name: 'tenant_id', type: 'varchar' })
  tenantId!: string;
}

@Table('order')
class Order {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar' })
  tenantId!: string;
}

@Table('log', { atTenantDeletion: 'kept' })
class Log {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar' })
  tenantId!: string;
}

@Table('settings', { atTenantDeletion: 'of-no-tenant' })
class Setting {
  @PrimaryColumn({ type: 'varchar' })
  id!: string;
}

/** A row belongs to a tenant only through its secret. */
@Table('uses')
class Use {
  @PrimaryColumn({ name: 'secret_id', type: 'varchar' })
  secretId!: string;
}

@Table('claims', { atTenantDeletion: 'of-no-tenant' })
class Claim {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar' })
  tenantId!: string;
}

@Table('visits', { atTenantDeletion: 'removed-with-it', endsWithPerson: true })
@Index('ix_visits_user', ['tenantId', 'userId', 'id'])
class Visit {
  @PrimaryColumn({ type: 'varchar' })
  id!: string;
  @Column({ name: 'tenant_id', type: 'varchar' })
  tenantId!: string;
  @Column({ name: 'user_id', type: 'varchar' })
  userId!: string;
}

@Table('calls', { endsWithPerson: true })
@Index('ix_calls_user', ['userId', 'tenantId'])
class Call {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar' })
  tenantId!: string;
  @PrimaryColumn({ name: 'user_id', type: 'varchar' })
  userId!: string;
}

@Entity('plain')
class Plain {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar' })
  tenantId!: string;
}

describe('the tables of a tenant', () => {
  let dataSource: ServiceDataSource;

  afterEach(() => dataSource.destroy());

  const tablesOf = async (...entities: (new () => object)[]) => {
    dataSource = new ServiceDataSource({
      type: 'better-sqlite3',
      driver: sqliteDriver(),
      database: ':memory:',
      entities,
    });
    await dataSource.initialize();
    return new TenantTables(dataSource.entityMetadatas, (name) => dataSource.driver.escape(name));
  };

  it('follow from the entities', async () => {
    const tables = await tablesOf(Secret, Order, Log, Setting);
    expect(tables.removedWithTenant).toEqual([Secret]);
    expect(tables.removedLater).toEqual(['"order"']);
    expect(tables.endingWithPerson).toEqual([]);
  });

  it('whose rows end with a person are known', async () => {
    const tables = await tablesOf(Secret, Visit);
    expect(tables.removedWithTenant).toEqual([Secret, Visit]);
    expect(tables.endingWithPerson).toEqual([Visit]);
  });

  it.each([
    ['ends with a person, whom no index leads from', Call, /calls ends with a person.*ix_calls_user/],
    ['has no tenant_id, so that nothing leads to its rows', Use, /uses has no tenant_id/],
    ['says that it is of no tenant and has a tenant_id', Claim, /entity of claims must say/],
    ['is an entity that @Table does not know', Plain, /entity of plain must say/],
  ])('cannot be told when one %s', async (_, entity, message) => {
    await expect(tablesOf(Secret, entity)).rejects.toThrow(message);
  });
});

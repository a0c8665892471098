import { Column, PrimaryColumn } from 'typeorm';
import { Table } from './table.decorator.js';

/** A value that the service keeps between starts, such as the hash of a generated admin token. */
@Table('service_settings', { atTenantDeletion: 'of-no-tenant' })
export class ServiceSetting {
  @PrimaryColumn({ type: 'varchar', length: 64 })
  name!: string;

  @Column({ type: 'varchar', length: 255 })
  value!: string;
}

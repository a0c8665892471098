import { Column, Index, PrimaryColumn } from 'typeorm';
import { Table } from '../database/table.decorator.js';

/** One value of one attribute that has no column of its own, as a key to search by; derived from the document. */
@Table('attribute_values')
@Index('ix_attribute_values_value', ['tenantId', 'path', 'valueKey'])
export class AttributeValue {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

  @PrimaryColumn({ name: 'resource_id', type: 'varchar', length: 36 })
  resourceId!: string;

  /** Such as `emails.value` or `enterprise:department`. */
  @PrimaryColumn({ type: 'varchar', length: 255 })
  path!: string;

  /** Tells the values of one path apart. */
  @PrimaryColumn({ type: 'int', unsigned: true })
  element!: number;

  @Column({ name: 'value_key', type: 'varchar', length: 255 })
  valueKey!: string;

  /** The whole key where `value_key` holds its beginning and a digest. */
  @Column({ name: 'value_text', type: 'mediumtext', nullable: true })
  valueText!: string | null;
}

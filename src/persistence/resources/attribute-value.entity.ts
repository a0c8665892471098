import { Column, Index, PrimaryColumn } from 'typeorm';
import { Table } from '../database/table.decorator.js';

/** An index row: one value of an attribute without a column of its own, as a search key. Derived from the document. */
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

  /** Distinguishes the values of one path: the position in a multi-valued attribute. */
  @PrimaryColumn({ type: 'int', unsigned: true })
  element!: number;

  @Column({ name: 'value_key', type: 'varchar', length: 255 })
  valueKey!: string;

  /** The whole key when `value_key` holds its beginning and a digest. */
  @Column({ name: 'value_text', type: 'mediumtext', nullable: true })
  valueText!: string | null;
}

import { DataSource, type DataSourceOptions } from 'typeorm';

/**
 * TypeORM's data source, with two additions: SQLite accepts entities declared with MySQL's types, and `destroy` first
 * closes the resources opened beside the data source (connection pools, processes), so that Nest and scripts close
 * everything in the right order.
 */
export class ServiceDataSource extends DataSource {
  private readonly closings: (() => Promise<unknown>)[] = [];

  constructor(options: DataSourceOptions) {
    super(options);
    // SQLite accepts any type name and derives an affinity from it: TEXT for MEDIUMTEXT.
    if (options.type === 'better-sqlite3') this.driver.supportedDataTypes.push('mediumtext');
  }

  beforeDestroy(close: () => Promise<unknown>): void {
    this.closings.push(close);
  }

  override async destroy(): Promise<void> {
    for (const close of this.closings.splice(0)) await close();
    await super.destroy();
  }
}

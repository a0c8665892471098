// Names every entity, by the modules that own them.
import './src/app.module.js';
import { readConfig } from './src/config.js';
import { dataSourceOptions } from './src/persistence/database/data-source.js';
import { ServiceDataSource } from './src/persistence/database/service-data-source.js';
import { declaredEntities } from './src/persistence/database/table.decorator.js';

/** For TypeORM's command line (`npm run typeorm`), with the same environment variables as the service. */
export default new ServiceDataSource(dataSourceOptions(readConfig(), declaredEntities()));

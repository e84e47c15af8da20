package dev.durable.autoconfigure;

import javax.sql.DataSource;

/**
 * The data source of the application in whose database workflows are kept.
 *
 * @param dataSource the data source
 */
record StoreDataSource(DataSource dataSource) {

}

package dev.durable.semantics;

import java.util.Map;
import java.util.UUID;

import dev.durable.test.PostgresServer;

/**
 * Where histories are.
 */
enum Storage {

	/** The reference, on plain collections; there is no database and no transaction. */
	IN_MEMORY {
		@Override
		Map<String, Object> properties() {
			return Map.of("spring.profiles.active", "in-memory", "spring.autoconfigure.exclude",
					"org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration");
		}
	},

	/** The embedded database. */
	H2 {
		@Override
		Map<String, Object> properties() {
			return Map.of("spring.datasource.url", "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
		}
	},

	/** The database of production. */
	POSTGRESQL {
		@Override
		Map<String, Object> properties() {
			PostgresServer.Database database = PostgresServer.freshDatabase();
			return Map.of("spring.datasource.url", database.url(), "spring.datasource.username", database.username(),
					"spring.datasource.password", database.password());
		}
	};

	abstract Map<String, Object> properties();

}

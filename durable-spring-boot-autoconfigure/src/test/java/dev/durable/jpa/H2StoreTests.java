package dev.durable.jpa;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * The JPA store keeps the contract on a file of H2.
 */
class H2StoreTests extends DatabaseStoreTests {

	private static TestDatabase database;

	@BeforeAll
	static void open(@TempDir Path directory) {
		database = TestDatabase.open("jdbc:h2:async:" + directory.resolve("db"), "sa", "", null);
	}

	@AfterAll
	static void close() {
		database.close();
	}

	@Override
	TestDatabase database() {
		return database;
	}

	@Test
	void settingsOfThePooledConnectionAreRestored() throws Exception {
		List<Object> seen = new ArrayList<>();
		FailingDataSource probed = new FailingDataSource(database.engine());
		probed.setProbe((connection) -> seen.addAll(settings(connection)));
		JpaStore store = database.storeOn(probed);
		List<Object> before;
		try (Connection connection = database.connection()) {
			before = settings(connection);
		}
		store.commit(this.fence, UUID.randomUUID(), List.of(starting(newRun()).build()));
		assertThat(seen).containsExactly(Connection.TRANSACTION_READ_COMMITTED, 200);
		try (Connection connection = database.connection()) {
			assertThat(settings(connection)).isEqualTo(before);
			assertThat(connection.getAutoCommit()).isTrue();
		}
	}

	private static List<Object> settings(Connection connection) {
		try (ResultSet rows = connection.createStatement().executeQuery("call lock_timeout()")) {
			rows.next();
			return List.of(connection.getTransactionIsolation(), rows.getInt(1));
		}
		catch (SQLException ex) {
			return fail("No settings", ex);
		}
	}

}

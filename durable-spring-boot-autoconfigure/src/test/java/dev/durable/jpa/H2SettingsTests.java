package dev.durable.jpa;

import java.io.File;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a killed process leaves in an H2 file.
 */
class H2SettingsTests {

	private static final int ROWS = 300;

	@TempDir
	private Path directory;

	@ParameterizedTest
	@CsvSource({ "jdbc:h2:mem:x, MEMORY", "jdbc:h2:file:/tmp/x, FILE", "jdbc:h2:./x, FILE", "jdbc:h2:~/x, FILE",
			"jdbc:h2:nio:/tmp/x, FILE", "jdbc:h2:async:/tmp/x, ASYNC_FILE", "jdbc:h2:tcp://host/x, REMOTE",
			"jdbc:h2:ssl://host/x, REMOTE", "JDBC:H2:MEM:x, MEMORY", "jdbc:postgresql://host/x, NOT_H2" })
	void kindFollowsFromTheUrl(String url, H2Settings kind) {
		assertThat(H2Settings.of(url)).isEqualTo(kind);
	}

	@ParameterizedTest
	@CsvSource({ "jdbc:h2:async:", "jdbc:h2:file:" })
	void committedRowsSurviveAHaltOfTheProcess(String prefix) throws Exception {
		JdbcDataSource dataSource = halt(prefix, "apply");
		assertThat(new JdbcTemplate(dataSource).queryForObject("select count(*) from t", Integer.class))
			.isEqualTo(ROWS);
	}

	@Test
	void defaultOfH2LosesThem() throws Exception {
		JdbcDataSource dataSource = halt("jdbc:h2:file:", "default");
		try (Connection connection = dataSource.getConnection()) {
			boolean table = connection.getMetaData().getTables(null, null, "T", null).next();
			int rows = table ? new JdbcTemplate(dataSource).queryForObject("select count(*) from t", Integer.class) : 0;
			assertThat(rows).isLessThan(ROWS);
		}
	}

	private JdbcDataSource halt(String prefix, String mode) throws Exception {
		String url = prefix + this.directory.resolve("db");
		Process child = new ProcessBuilder(
				List.of(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java", "-cp",
						System.getProperty("java.class.path"), Child.class.getName(), url, mode))
			.redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("child.log").toFile())
			.start();
		assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(this.directory.resolve("child.log")).content().isEqualTo("committed\n");
		assertThat(child.exitValue()).isEqualTo(9);
		return dataSource(url);
	}

	private static JdbcDataSource dataSource(String url) {
		JdbcDataSource dataSource = new JdbcDataSource();
		dataSource.setUrl(url);
		dataSource.setUser("sa");
		return dataSource;
	}

	/** Commits rows and dies like a process that is killed. */
	static final class Child {

		private Child() {
		}

		public static void main(String[] arguments) throws Exception {
			JdbcDataSource dataSource = dataSource(arguments[0]);
			Connection connection = dataSource.getConnection();
			if (arguments[1].equals("apply")) {
				H2Settings.apply(dataSource);
			}
			try (Statement statement = connection.createStatement()) {
				statement.execute("create table t (id integer primary key)");
			}
			try (PreparedStatement insert = connection.prepareStatement("insert into t values (?)")) {
				for (int row = 0; row < ROWS; row++) {
					insert.setInt(1, row);
					insert.executeUpdate();
				}
			}
			System.out.print("committed\n");
			System.out.flush();
			Runtime.getRuntime().halt(9);
		}

	}

}

package dev.durable.jpa;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

import javax.sql.DataSource;

import dev.durable.store.StoreUnavailableException;

/**
 * What has to be known of an H2 database, and set on it, before it can be trusted.
 */
public enum H2Settings {

	/** Not H2. */
	NOT_H2,

	/** In memory: everything is lost with the process. */
	MEMORY,

	/** In a file that survives an interrupt of a thread that commits. */
	ASYNC_FILE,

	/**
	 * In a file that is closed, for everybody, by an interrupt of a thread that commits:
	 * no thread that may use it must be interrupted. {@code jdbc:h2:async:} has no such
	 * trouble.
	 */
	FILE,

	/** In another process. */
	REMOTE;

	/**
	 * Find out what the database is.
	 * @param dataSource the data source
	 * @return the kind of database
	 */
	public static H2Settings of(DataSource dataSource) {
		try (Connection connection = dataSource.getConnection()) {
			return of(connection.getMetaData().getURL());
		}
		catch (SQLException ex) {
			throw new StoreUnavailableException("The database cannot be reached: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Return where an H2 database is, whatever the URL that leads to it looks like.
	 * @param dataSource a data source of an H2 file
	 * @return the path of the file
	 */
	public static String path(DataSource dataSource) {
		try (Connection connection = dataSource.getConnection();
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("call database_path()")) {
			rows.next();
			return rows.getString(1);
		}
		catch (SQLException ex) {
			throw new StoreUnavailableException("The database cannot be reached: " + ex.getMessage(), ex);
		}
	}

	static H2Settings of(String url) {
		String lower = url.toLowerCase(Locale.ROOT);
		if (!lower.startsWith("jdbc:h2:")) {
			return NOT_H2;
		}
		String path = lower.substring("jdbc:h2:".length());
		if (path.startsWith("mem:")) {
			return MEMORY;
		}
		if (path.startsWith("tcp:") || path.startsWith("ssl:")) {
			return REMOTE;
		}
		return path.startsWith("async:") ? ASYNC_FILE : FILE;
	}

	/**
	 * Let commits be on disk when they return: by default an H2 file loses the last ones
	 * if its process is killed. Does nothing on other databases. H2 keeps the setting.
	 * @param dataSource a data source whose user may change settings
	 * @return the kind of database
	 */
	public static H2Settings apply(DataSource dataSource) {
		H2Settings kind = of(dataSource);
		if (kind == NOT_H2 || kind == MEMORY) {
			return kind;
		}
		try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
			statement.execute("set write_delay 0");
			return kind;
		}
		catch (SQLException ex) {
			throw new IllegalStateException("WRITE_DELAY could not be set to 0, without which the H2 file loses"
					+ " commits when its process is killed: add ';WRITE_DELAY=0' to the URL, or let the user"
					+ " change settings: " + ex.getMessage(), ex);
		}
	}

}

package dev.durable.jpa;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;

import javax.sql.DataSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * The connections of another data source, which wait for an answer for as long as it
 * takes until they are closed. What has a pool gets them back as they were.
 */
final class PatientDataSource extends DelegatingDataSource {

	private static final Logger logger = LoggerFactory.getLogger(PatientDataSource.class);

	PatientDataSource(DataSource target) {
		super(target);
	}

	@Override
	public Connection getConnection() throws SQLException {
		Connection connection = super.getConnection();
		try {
			int millis = connection.getNetworkTimeout();
			if (millis == 0) {
				return connection;
			}
			connection.setNetworkTimeout(Runnable::run, 0);
			return restoring(connection, millis);
		}
		catch (SQLFeatureNotSupportedException ex) {
			logger.debug("A connection may be given up before its answer comes", ex);
			return connection;
		}
		catch (SQLException ex) {
			connection.close();
			throw ex;
		}
	}

	private static Connection restoring(Connection connection, int millis) {
		return (Connection) Proxy.newProxyInstance(Connection.class.getClassLoader(),
				new Class<?>[] { Connection.class }, (proxy, method, arguments) -> {
					if (method.getName().equals("close")) {
						restore(connection, millis);
					}
					try {
						return method.invoke(connection, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				});
	}

	private static void restore(Connection connection, int millis) {
		try {
			if (!connection.isClosed()) {
				connection.setNetworkTimeout(Runnable::run, millis);
			}
		}
		catch (SQLException ex) {
			logger.debug("A connection is closed that is broken", ex);
		}
	}

}

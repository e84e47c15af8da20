package dev.durable.jpa;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A data source whose connections fail at the commit, before or after it has happened, or
 * cannot be had at all.
 */
class FailingDataSource extends DelegatingDataSource {

	enum Mode {

		HEALTHY, BEFORE_COMMIT, AFTER_COMMIT, NO_CONNECTION

	}

	private volatile Mode mode = Mode.HEALTHY;

	private volatile Consumer<Connection> probe = (connection) -> {
	};

	FailingDataSource(DataSource target) {
		super(target);
	}

	/** Look at a connection on which a transaction is about to be committed. */
	void setProbe(Consumer<Connection> probe) {
		this.probe = probe;
	}

	void setMode(Mode mode) {
		this.mode = mode;
	}

	@Override
	public Connection getConnection() throws SQLException {
		if (this.mode == Mode.NO_CONNECTION) {
			throw new SQLException("refused", "08001");
		}
		Connection target = super.getConnection();
		return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
				(proxy, method, arguments) -> {
					boolean commit = method.getName().equals("commit");
					if (commit) {
						this.probe.accept(target);
					}
					if (commit && this.mode == Mode.BEFORE_COMMIT) {
						throw new SQLException("cut", "08006");
					}
					try {
						Object result = method.invoke(target, arguments);
						if (commit && this.mode == Mode.AFTER_COMMIT) {
							throw new SQLException("cut", "08006");
						}
						return result;
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

}

package dev.durable.jpa;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A data source whose connections fail at the commit, before or after it has happened,
 * hold it up, or cannot be had at all.
 */
class FailingDataSource extends DelegatingDataSource {

	enum Mode {

		HEALTHY, BEFORE_COMMIT, AFTER_COMMIT, NO_CONNECTION, HELD

	}

	private volatile Mode mode = Mode.HEALTHY;

	private volatile Consumer<Connection> probe = (connection) -> {
	};

	FailingDataSource(DataSource target) {
		super(target);
	}

	private final CountDownLatch held = new CountDownLatch(1);

	/** Wait until a commit is held up; it goes on with another mode. */
	void awaitHeld() throws InterruptedException {
		this.held.await();
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
		return proxy(Connection.class, (method, arguments) -> {
			if (method.getName().equals("commit")) {
				this.probe.accept(target);
				return committing(() -> method.invoke(target, arguments));
			}
			Object result = method.invoke(target, arguments);
			boolean commits = result instanceof PreparedStatement && ((String) arguments[0]).endsWith("commit");
			return commits ? committing((PreparedStatement) result) : result;
		});
	}

	/*
	 * What is sent together with its commit.
	 */
	private PreparedStatement committing(PreparedStatement statement) {
		return proxy(PreparedStatement.class, (method, arguments) -> method.getName().equals("execute")
				? committing(() -> method.invoke(statement, arguments)) : method.invoke(statement, arguments));
	}

	private Object committing(Callable<Object> commit) throws Exception {
		while (this.mode == Mode.HELD) {
			this.held.countDown();
			Thread.onSpinWait();
		}
		if (this.mode == Mode.BEFORE_COMMIT) {
			throw new SQLException("cut", "08006");
		}
		Object result = commit.call();
		if (this.mode == Mode.AFTER_COMMIT) {
			throw new SQLException("cut", "08006");
		}
		return result;
	}

	private static <T> T proxy(Class<T> type, Handler handler) {
		return type.cast(Proxy.newProxyInstance(FailingDataSource.class.getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> {
					try {
						return handler.handle(method, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				}));
	}

	private interface Handler {

		Object handle(Method method, Object[] arguments) throws Exception;

	}

}

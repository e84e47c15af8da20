package dev.durable.faults.chaos;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.durable.faults.chaos.Blow.Kind;
import dev.durable.faults.chaos.Failpoint.Side;
import org.jspecify.annotations.Nullable;

/**
 * A connection on which things go wrong. A commit comes to failpoints of its own: one for
 * each table that its transaction has written, as {@code sql.commit.orders}.
 */
final class ChaosConnection implements InvocationHandler {

	private static final String IN_FAILED_TRANSACTION = "25P02";

	private static final String GONE = "08003";

	/** How statements end that are sent together with their commit. */
	private static final String COMMIT = ";\ncommit";

	private static final int NOTED_MAX = 50_000;

	private static final Pattern WRITTEN = Pattern
		.compile("(?i)(?:insert\\s+into|merge\\s+into|update|delete\\s+from)\\s+(?:\\w+\\.)?([a-z_]+)");

	private final Connection connection;

	private final Chaos chaos;

	private final StringBuilder statements = new StringBuilder();

	private boolean aborted;

	private boolean broken;

	private ChaosConnection(Connection connection, Chaos chaos) {
		this.connection = connection;
		this.chaos = chaos;
	}

	static Connection around(Connection connection, Chaos chaos) {
		return proxy(Connection.class, new ChaosConnection(connection, chaos));
	}

	private static <T> T proxy(Class<T> type, InvocationHandler handler) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
		return switch (method.getName()) {
			case "commit" -> {
				commit();
				yield null;
			}
			case "rollback" -> {
				requireThere();
				over(arguments == null);
				yield call(this.connection, method, arguments);
			}
			case "createStatement", "prepareStatement", "prepareCall" -> {
				requireThere();
				yield statement((Connection) proxy, method, arguments);
			}
			case "close", "isClosed", "abort", "unwrap", "isWrapperFor", "toString", "hashCode" ->
				call(this.connection, method, arguments);
			case "equals" -> arguments != null && proxy == arguments[0];
			case "isValid" -> !this.broken && (boolean) call(this.connection, method, arguments);
			default -> {
				requireThere();
				yield call(this.connection, method, arguments);
			}
		};
	}

	private void requireThere() throws SQLException {
		if (this.broken) {
			throw Chaos.failure(GONE);
		}
	}

	private void over(boolean whole) {
		this.aborted = false;
		if (whole) {
			this.statements.setLength(0);
		}
	}

	private void commit() throws Throwable {
		requireThere();
		if (this.aborted) {
			this.connection.rollback();
			over(true);
			throw Chaos.failure(IN_FAILED_TRANSACTION);
		}
		commit(this.statements.toString(), () -> {
			this.connection.commit();
			return null;
		});
	}

	private @Nullable Object commit(String done, Committing committing) throws Throwable {
		Set<String> written = written(done);
		Kind kind = this.chaos.commit(done);
		written.forEach((table) -> this.chaos.failpoints().reach("sql.commit." + table, Side.BEFORE));
		if (kind == Kind.COMMIT_LOST) {
			throw gone(Chaos.BROKEN);
		}
		Object result = committing.commit();
		over(true);
		written.forEach((table) -> this.chaos.failpoints().reach("sql.commit." + table, Side.AFTER));
		if (kind == Kind.REPLY_LOST) {
			throw gone(Chaos.BROKEN);
		}
		return result;
	}

	private static Set<String> written(String statements) {
		Set<String> tables = new TreeSet<>();
		Matcher found = WRITTEN.matcher(statements);
		while (found.find()) {
			tables.add(found.group(1).toLowerCase(Locale.ROOT));
		}
		tables.remove("set");
		tables.remove("skip");
		return tables;
	}

	private SQLException gone(String state) {
		this.broken = true;
		try {
			this.connection.close();
		}
		catch (SQLException ex) {
			return ex;
		}
		return Chaos.failure(state);
	}

	private Object statement(Connection proxy, Method method, Object @Nullable [] arguments) throws Throwable {
		Object statement = call(this.connection, method, arguments);
		String sql = (arguments != null && arguments.length > 0 && arguments[0] instanceof String text) ? text : null;
		Class<? extends Statement> type = method.getName().equals("createStatement") ? Statement.class
				: method.getName().equals("prepareCall") ? CallableStatement.class : PreparedStatement.class;
		return proxy(type, (self, called, values) -> {
			if (called.getName().equals("getConnection")) {
				return proxy;
			}
			if (!called.getName().startsWith("execute")) {
				return call(statement, called, values);
			}
			execute((sql != null) ? sql : (values != null) ? String.valueOf(values[0]) : "");
			return (sql != null && sql.endsWith(COMMIT)) ? commit(sql, () -> call(statement, called, values))
					: call(statement, called, values);
		});
	}

	private void execute(String sql) throws SQLException {
		requireThere();
		if (sql.startsWith("rollback to ")) {
			this.aborted = false;
		}
		if (this.aborted) {
			throw Chaos.failure(IN_FAILED_TRANSACTION);
		}
		if (this.statements.length() < NOTED_MAX) {
			this.statements.append(sql).append('\n');
		}
		String state = this.chaos.statement(sql);
		if (state != null && (state.startsWith("08") || state.startsWith("57P"))) {
			throw gone(state);
		}
		if (state != null) {
			this.aborted = !this.connection.getAutoCommit();
			throw Chaos.failure(state);
		}
	}

	private static Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
		try {
			return method.invoke(target, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	private interface Committing {

		@Nullable Object commit() throws Throwable;

	}

}

package dev.durable.jpa;

import org.jspecify.annotations.Nullable;

/**
 * The tables are not in the version of this code, and somebody with more rights can
 * change that.
 */
public final class SchemaNotReadyException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final String sql;

	SchemaNotReadyException(String message, String sql, @Nullable Throwable cause) {
		super(message, cause);
		this.sql = sql;
	}

	/**
	 * Return what has to be run on the database, by somebody who may create tables in the
	 * schema.
	 * @return the statements, which bring the tables to the version of this code and give
	 * the user of this application its rights on them
	 */
	public String sql() {
		return this.sql;
	}

}

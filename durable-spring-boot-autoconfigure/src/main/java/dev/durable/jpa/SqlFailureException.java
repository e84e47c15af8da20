package dev.durable.jpa;

import java.io.Serial;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.Set;

import dev.durable.store.Refusal;
import dev.durable.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * A statement failed before the commit was sent; its transaction was rolled back, or the
 * caller's is to be.
 */
class SqlFailureException extends StoreUnavailableException {

	@Serial
	private static final long serialVersionUID = 1L;

	private static final int H2_CONCURRENT_UPDATE = 90131;

	/**
	 * Classes of states: no connection, out of resources, ended by an operator, failed
	 * outside of the database, a general error of H2, which closes, out of order.
	 */
	private static final Set<String> OUTAGES = Set.of("08", "53", "57", "58", "HY", "90", "F0", "XX", "28", "3D");

	private final String state;

	private final int code;

	SqlFailureException(String what, SQLException cause) {
		super(what + ": " + cause.getMessage(), cause);
		this.state = (cause.getSQLState() != null) ? cause.getSQLState() : "";
		this.code = cause.getErrorCode();
	}

	/*
	 * Hibernate and the batches of the drivers hide the error that the database reported
	 * behind errors of their own.
	 */
	static @Nullable SQLException find(@Nullable Throwable failure) {
		Throwable next = failure;
		while (next != null && !(next instanceof SQLException)) {
			next = next.getCause();
		}
		if (next instanceof BatchUpdateException batch && batch.getNextException() != null) {
			return batch.getNextException();
		}
		return (SQLException) next;
	}

	boolean isDuplicate() {
		return this.state.equals("23505");
	}

	boolean isDeadlock() {
		return this.state.equals("40001");
	}

	boolean isLocked() {
		return switch (this.state) {
			case "40001", "40P01", "55P03", "HYT00" -> true;
			default -> this.code == H2_CONCURRENT_UPDATE;
		};
	}

	boolean isBadData() {
		return this.state.startsWith("22") || this.state.equals("23502") || this.state.equals("54000");
	}

	/**
	 * Tell whether the failure is one of the database as a whole or of the way to it, and
	 * not of what it was asked: it would fail for everybody.
	 * @return true if it is no use to ask it anything else now
	 */
	boolean isOutage() {
		boolean listed = OUTAGES.contains(this.state.substring(0, Math.min(2, this.state.length())));
		return this.state.isEmpty() || (listed && !this.state.equals("57014")) || this.state.equals("25006");
	}

	@Nullable Refusal refusal() {
		if (isDuplicate()) {
			return Refusal.CONFLICT;
		}
		if (isLocked()) {
			return Refusal.LOCKED;
		}
		return isBadData() ? Refusal.REJECTED : null;
	}

}

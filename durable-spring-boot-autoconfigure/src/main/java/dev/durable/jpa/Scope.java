package dev.durable.jpa;

import java.sql.Connection;
import java.time.Instant;
import java.util.function.Supplier;

import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What work in a transaction may use.
 */
final class Scope implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Scope.class);

	private final Supplier<SessionFactory> sessions;

	private final Connection connection;

	private final Instant now;

	private @Nullable StatelessSession session;

	private boolean rollbackOnly;

	Scope(Supplier<SessionFactory> sessions, Connection connection, Instant now) {
		this.sessions = sessions;
		this.connection = connection;
		this.now = now;
	}

	Connection connection() {
		return this.connection;
	}

	/**
	 * The clock of the store; only in transactions of the engine.
	 * @return a time between the begin of the transaction and now
	 */
	Instant now() {
		return this.now;
	}

	StatelessSession session() {
		if (this.session == null) {
			this.session = this.sessions.get().openStatelessSession(this.connection);
		}
		return this.session;
	}

	/**
	 * The session, in a state in which it sends rows in batches: Hibernate does so only
	 * in what it takes for its own transaction. The commit stays a matter of the
	 * connection.
	 * @return the session
	 */
	StatelessSession batchingSession() {
		StatelessSession batching = session();
		if (!batching.isJoinedToTransaction()) {
			batching.beginTransaction();
		}
		return batching;
	}

	void setRollbackOnly() {
		this.rollbackOnly = true;
	}

	boolean isRollbackOnly() {
		return this.rollbackOnly;
	}

	@Override
	public void close() {
		if (this.session != null) {
			closeQuietly(this.session);
		}
	}

	/*
	 * It may be that the commit has happened: no failure must hide that.
	 */
	private static void closeQuietly(StatelessSession session) {
		try {
			session.close();
		}
		catch (RuntimeException ex) {
			logger.debug("A session could not be closed", ex);
		}
	}

}

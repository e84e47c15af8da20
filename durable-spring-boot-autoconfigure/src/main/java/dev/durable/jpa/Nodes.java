package dev.durable.jpa;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

import dev.durable.client.StuckReason;
import dev.durable.store.Fence;
import dev.durable.store.FenceLostException;
import dev.durable.store.Membership;
import dev.durable.store.NodeRegistration;
import dev.durable.store.NodeRow;
import dev.durable.store.NodeStore;
import dev.durable.store.StoreLimits;
import dev.durable.store.Takeovers;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

/**
 * Nodes and their fences. Who renews a lease and who ends it both lock the row of the
 * node first, so they exclude one another; who commits locks its row of the fence only.
 */
final class Nodes implements NodeStore {

	private static final String INSERT_NODE = """
			insert into durable_node (name, build_id, types, queues, lease_until)
			values (?, ?, ?, ?, ?)
			""";

	private static final String INSERT_BUILD = """
			insert into durable_build (build_id, first_seen)
			values (?, ?)
			""";

	private static final String BUILDS = """
			select build_id, first_seen
			  from durable_build
			""";

	private static final String INSERT_FENCE = """
			insert into durable_fence (node_id, slot)
			values (?, ?)
			""";

	private static final String LOCK_NODE = """
			select lease_until
			  from durable_node
			 where node_id = ?
			   for update
			""";

	private static final String RENEW = """
			update durable_node
			   set lease_until = ?
			 where node_id = ?
			   and exists (select 1 from durable_fence where node_id = ?)
			""";

	private static final String DELETE_FENCE = """
			delete from durable_fence
			 where node_id = ?
			""";

	private static final String DELETE_SLOT = """
			delete from durable_fence
			 where node_id = ?
			   and slot = ?
			""";

	private static final String FREE_RUNS = """
			update durable_workflow
			   set owner = null,
			       takeovers = takeovers + ?,
			       wake_at = ?
			 where owner = ?
			   and run_id = any(?)
			""";

	private static final String LOCK_RUNS = """
			select run_id, takeovers
			  from durable_workflow
			 where owner = ?
			   for update skip locked
			""";

	private static final String MARK_SUSPECT = """
			update durable_workflow
			   set owner = null,
			       takeovers = ?,
			       wake_at = ?,
			       stuck_reason = ?,
			       stuck_message = ?,
			       stuck_tried = null,
			       stuck_build = coalesce((select build_id from durable_node where node_id = ?), build_id),
			       stuck_tries = ?
			 where run_id = ?
			   and owner = ?
			""";

	private static final String DELETE_NODE = """
			delete from durable_node
			 where node_id = ?
			   and not exists (select 1 from durable_workflow where owner = ?)
			   and not exists (select 1 from durable_activity where owner = ? and routing = 'TAKEN')
			""";

	private static final String FENCE_OF = """
			select count(f)
			  from FenceEntity f
			 where f.key.nodeId = :nodeId
			""";

	private static final String OWNERS = """
			select distinct w.owner
			  from WorkflowEntity w
			 where w.owner is not null
			""";

	private static final String TAKERS = """
			select distinct a.owner
			  from ActivityEntity a
			 where a.owner is not null
			   and a.routing = TAKEN
			""";

	private final Transactions transactions;

	private final SqlDialect dialect;

	private final SqlText sql;

	Nodes(Transactions transactions, SqlDialect dialect, SqlText sql) {
		this.transactions = transactions;
		this.dialect = dialect;
		this.sql = sql;
	}

	@Override
	public Membership join(NodeRegistration registration, Duration lease) {
		StoreLimits.require("Node name", registration.name());
		StoreLimits.require("Build id", registration.buildId());
		return this.transactions.write(null, Letters.PATIENCE, (scope) -> {
			long nodeId = insertNode(scope.connection(), registration, scope.now().plus(lease));
			try (PreparedStatement statement = scope.connection().prepareStatement(this.sql.of(INSERT_FENCE))) {
				for (int slot = 0; slot < registration.slots(); slot++) {
					SqlText.set(statement, nodeId, slot);
					statement.addBatch();
				}
				statement.executeBatch();
			}
			this.dialect.insertNew(scope.connection(), this.sql.of(INSERT_BUILD), List
				.<@Nullable Object[]>of(new @Nullable Object[] { registration.buildId(), SqlText.time(scope.now()) }));
			return new Membership(nodeId, scope.now());
		});
	}

	private long insertNode(Connection connection, NodeRegistration registration, Instant leaseUntil)
			throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.sql.of(INSERT_NODE),
				new String[] { "node_id" })) {
			SqlText.set(statement, registration.name(), registration.buildId(),
					String.join(NodeEntity.SEPARATOR, registration.types()),
					String.join(NodeEntity.SEPARATOR, registration.queues()), SqlText.time(leaseUntil));
			statement.executeUpdate();
			try (ResultSet keys = statement.getGeneratedKeys()) {
				keys.next();
				return keys.getLong(1);
			}
		}
	}

	@Override
	public Map<String, Instant> builds() {
		Map<String, Instant> builds = new HashMap<>();
		this.transactions.read((session) -> session.doReturningWork((connection) -> SqlText.query(connection,
				(row) -> builds.put(row.getString(1), row.getObject(2, OffsetDateTime.class).toInstant()),
				this.sql.of(BUILDS))));
		return builds;
	}

	@Override
	public Instant renew(long nodeId, Duration lease) {
		return this.transactions.write(null, Letters.PATIENCE, (scope) -> {
			lockNode(scope.connection(), nodeId);
			if (SqlText.update(scope.connection(), this.sql.of(RENEW), SqlText.time(scope.now().plus(lease)), nodeId,
					nodeId) != 1) {
				throw new FenceLostException(
						"Node " + nodeId + " has no fence: it was expired by another node and must join anew", null);
			}
			return scope.now();
		});
	}

	/*
	 * The owners are read before the fences: an owner that joins in between has runs only
	 * after its fence was there for all to see.
	 */
	@Override
	public List<Long> expiredNodes(long self) {
		return this.transactions.write(null, Runs.LOCK_TIMEOUT, (scope) -> {
			Set<Long> suspects = new TreeSet<>(
					scope.session().createSelectionQuery(OWNERS, Long.class).getResultList());
			suspects.addAll(scope.session().createSelectionQuery(TAKERS, Long.class).getResultList());
			List<NodeRow> nodes = Queries.nodes(scope.session());
			nodes.forEach((node) -> suspects.add(node.nodeId()));
			suspects.removeAll(Queries.fencedNodes(scope.session()));
			nodes.stream()
				.filter((node) -> !node.leaseUntil().isAfter(scope.now()))
				.forEach((node) -> suspects.add(node.nodeId()));
			suspects.remove(self);
			return List.copyOf(suspects);
		});
	}

	@Override
	public boolean expire(long nodeId) {
		return this.transactions.write(null, Letters.PATIENCE, (scope) -> {
			boolean alive = lockNode(scope.connection(), nodeId).filter((lease) -> lease.isAfter(scope.now()))
				.isPresent();
			if (alive && countFence(scope.session(), nodeId) > 0) {
				return false;
			}
			SqlText.update(scope.connection(), this.sql.of(DELETE_FENCE), nodeId);
			return true;
		});
	}

	private Optional<Instant> lockNode(Connection connection, long nodeId) throws SQLException {
		return SqlText.query(connection, (row) -> SqlText.time(row, 1), this.sql.of(LOCK_NODE), nodeId)
			.stream()
			.findFirst();
	}

	private static long countFence(StatelessSession session, long nodeId) {
		return session.createSelectionQuery(FENCE_OF, Long.class).setParameter("nodeId", nodeId).getSingleResult();
	}

	@Override
	public void leave(long nodeId) {
		this.transactions.write(null, Letters.PATIENCE, (scope) -> {
			lockNode(scope.connection(), nodeId);
			return SqlText.update(scope.connection(), this.sql.of(DELETE_FENCE), nodeId);
		});
	}

	/*
	 * The look at the fence is over and committed before the runs are taken, by the exact
	 * id: "owner not in (select ...)" would be evaluated before a wait for a lock, and
	 * take the runs of nodes that join meanwhile. A run that is locked, by what a frozen
	 * host has sent a part of for example, keeps no other from being free: the node is
	 * not forgotten before it has none, and is found again.
	 */
	@Override
	public int release(long nodeId) {
		return release(nodeId, true);
	}

	@Override
	public int handOver(long nodeId) {
		return release(nodeId, false);
	}

	private int release(long nodeId, boolean dead) {
		if (this.transactions.read((session) -> countFence(session, nodeId)) > 0) {
			return 0;
		}
		return this.transactions.write(null, Letters.PATIENCE, (scope) -> {
			Connection connection = scope.connection();
			Map<UUID, Integer> locked = new HashMap<>();
			SqlText.query(connection, (row) -> locked.put(SqlText.uuid(row), row.getInt(2)), this.sql.of(LOCK_RUNS),
					nodeId);
			List<UUID> free = new ArrayList<>();
			for (Map.Entry<UUID, Integer> run : locked.entrySet()) {
				if (dead && run.getValue() + 1 >= Takeovers.MAX) {
					markSuspect(scope, nodeId, run.getKey(), run.getValue() + 1);
				}
				else {
					free.add(run.getKey());
				}
			}
			if (!free.isEmpty()) {
				SqlText.update(connection, this.sql.of(FREE_RUNS), dead ? 1 : 0, SqlText.time(scope.now()), nodeId,
						SqlText.uuids(connection, free));
			}
			SqlText.update(connection, this.sql.of(DELETE_NODE), nodeId, nodeId, nodeId);
			return locked.size();
		});
	}

	private void markSuspect(Scope scope, long nodeId, UUID runId, int takeovers) throws SQLException {
		SqlText.update(scope.connection(), this.sql.of(MARK_SUSPECT), takeovers,
				SqlText.time(scope.now().plus(Takeovers.wait(takeovers))), StuckReason.TAKEOVER_LOOP.name(),
				Takeovers.message(takeovers), nodeId, takeovers, runId, nodeId);
	}

	/*
	 * The lock of the node keeps expire() out: its delete would wait for the one here,
	 * and then miss the row that is inserted. If only the next slot is there, this has
	 * happened before, and nobody has heard so.
	 */
	@Override
	public void retire(Fence fence, Fence next) {
		this.transactions.write(null, Letters.PATIENCE, (scope) -> {
			Connection connection = scope.connection();
			lockNode(connection, fence.nodeId());
			int deleted = delete(connection, fence);
			if (deleted + delete(connection, next) == 0) {
				throw new FenceLostException(fence + " is gone: the node was expired and must join anew", null);
			}
			return SqlText.update(connection, this.sql.of(INSERT_FENCE), next.nodeId(), next.slot());
		});
	}

	private int delete(Connection connection, Fence fence) throws SQLException {
		return SqlText.update(connection, this.sql.of(DELETE_SLOT), fence.nodeId(), fence.slot());
	}

	@Override
	public Instant now() {
		return this.transactions.write(null, Letters.PATIENCE, Scope::now);
	}

	@Override
	public List<NodeRow> nodes() {
		return this.transactions.readJoined(Queries::nodes);
	}

}

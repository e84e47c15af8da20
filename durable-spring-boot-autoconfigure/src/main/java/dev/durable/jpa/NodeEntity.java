package dev.durable.jpa;

import java.time.Instant;
import java.util.Set;

import dev.durable.store.NodeRow;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * A node. Its id is an identity of the database and never used again.
 */
@Entity
@Table(name = "durable_node")
class NodeEntity {

	static final String SEPARATOR = "\n";

	@Id
	@Column(name = "node_id")
	private long nodeId;

	@Column(name = "name")
	private String name;

	@Column(name = "build_id")
	private String buildId;

	@Column(name = "types")
	private String types;

	@Column(name = "queues")
	private String queues;

	@Column(name = "lease_until")
	private Instant leaseUntil;

	@SuppressWarnings("NullAway.Init")
	protected NodeEntity() {
	}

	Set<String> types() {
		return this.types.isEmpty() ? Set.of() : Set.of(this.types.split(SEPARATOR));
	}

	NodeRow toRow(Set<Long> fenced) {
		return new NodeRow(this.nodeId, this.name, this.buildId, types(), Set.of(this.queues.split(SEPARATOR)),
				this.leaseUntil, fenced.contains(this.nodeId));
	}

}

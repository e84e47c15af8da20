package dev.durable.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/**
 * A slot of a node's fence. Inserted and deleted, never updated.
 */
@Entity
@Table(name = "durable_fence")
class FenceEntity {

	@EmbeddedId
	private Key key;

	@SuppressWarnings("NullAway.Init")
	protected FenceEntity() {
	}

	/**
	 * Which slot of which node.
	 *
	 * @param nodeId the node
	 * @param slot the slot
	 */
	@Embeddable
	record Key(@Column(name = "node_id") long nodeId, @Column(name = "slot") int slot) {

	}

}

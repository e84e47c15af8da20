package dev.durable.autoconfigure.transactions;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/**
 * What the application writes itself.
 */
@Entity
public class BusinessRow {

	@Id
	private String id;

	protected BusinessRow() {
	}

	BusinessRow(String id) {
		this.id = id;
	}

	String getId() {
		return this.id;
	}

}

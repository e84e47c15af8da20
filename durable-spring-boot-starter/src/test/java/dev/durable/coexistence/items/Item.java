package dev.durable.coexistence.items;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/**
 * An entity of the application.
 */
@Entity
public class Item {

	@Id
	private String id;

	protected Item() {
	}

	public Item(String id) {
		this.id = id;
	}

	public String getId() {
		return this.id;
	}

}

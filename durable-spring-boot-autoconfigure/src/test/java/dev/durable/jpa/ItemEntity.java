package dev.durable.jpa;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

@Entity
@Table(name = "item")
class ItemEntity {

	@Id
	private String id;

	protected ItemEntity() {
	}

	ItemEntity(String id) {
		this.id = id;
	}

}

package dev.durable.coexistence.parcels;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/**
 * An entity of the application.
 */
@Entity
public class Parcel {

	@Id
	private String id;

	protected Parcel() {
	}

	public Parcel(String id) {
		this.id = id;
	}

	public String getId() {
		return this.id;
	}

}

package dev.durable.autoconfigure.order;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

@Entity
@Table(name = "orders")
public class OrderRow {

	@Id
	private String id;

	private String status;

	protected OrderRow() {
	}

	OrderRow(String id, String status) {
		this.id = id;
		this.status = status;
	}

	String getStatus() {
		return this.status;
	}

	void setStatus(String status) {
		this.status = status;
	}

}

package dev.durable.autoconfigure.order;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

@Entity
@Table(name = "effect")
public class EffectRow {

	@Id
	@GeneratedValue(strategy = GenerationType.IDENTITY)
	private Long id;

	private String orderId;

	private String activity;

	private int attempt;

	protected EffectRow() {
	}

	EffectRow(String orderId, String activity, int attempt) {
		this.orderId = orderId;
		this.activity = activity;
		this.attempt = attempt;
	}

}

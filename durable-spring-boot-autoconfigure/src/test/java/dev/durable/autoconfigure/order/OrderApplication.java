package dev.durable.autoconfigure.order;

import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowHandle;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Takes orders: the row of an order and its workflow start commit together.
 */
@SpringBootApplication
public class OrderApplication {

	@Bean
	Effects effects() {
		return new Effects();
	}

	@Component
	public static class Orders {

		@PersistenceContext
		private EntityManager entities;

		private final WorkflowClient client;

		private final OrderWorkflow bean;

		Orders(WorkflowClient client, OrderWorkflow bean) {
			this.client = client;
			this.bean = bean;
		}

		@Transactional
		public WorkflowHandle<Receipt> place(Order order) {
			this.entities.persist(new OrderRow(order.id(), "PLACED"));
			return this.client.start(OrderWorkflow.class, (workflow) -> workflow.process(order));
		}

		@Transactional
		public void placeAndFail(Order order) {
			place(order);
			throw new IllegalStateException("no stock");
		}

		@Transactional
		public Receipt placeAndWait(Order order) {
			return place(order).result();
		}

		@Transactional
		public Receipt placeAndCall(Order order) {
			place(order);
			return this.bean.process(order);
		}

		@Transactional
		public Receipt callInTransaction(Order order) {
			return this.bean.process(order);
		}

	}

}

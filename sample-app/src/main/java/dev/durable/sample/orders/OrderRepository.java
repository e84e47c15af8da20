package dev.durable.sample.orders;

import java.util.List;

import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

/**
 * The table of orders.
 */
interface OrderRepository extends JpaRepository<OrderEntity, String> {

	@Query("select o.status as status, count(o) as orders from OrderEntity o group by o.status")
	List<StatusCount> countByStatus();

	/**
	 * How many orders have a status.
	 */
	interface StatusCount {

		OrderStatus getStatus();

		long getOrders();

	}

}

package dev.durable.coexistence.items;

import org.springframework.data.jpa.repository.JpaRepository;

/**
 * A repository of the application.
 */
public interface ItemRepository extends JpaRepository<Item, String> {

}

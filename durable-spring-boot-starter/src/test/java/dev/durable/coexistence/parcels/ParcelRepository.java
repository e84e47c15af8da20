package dev.durable.coexistence.parcels;

import org.springframework.data.jpa.repository.JpaRepository;

/**
 * A repository of the application.
 */
public interface ParcelRepository extends JpaRepository<Parcel, String> {

}

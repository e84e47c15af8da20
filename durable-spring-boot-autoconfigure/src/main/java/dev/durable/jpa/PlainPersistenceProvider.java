package dev.durable.jpa;

import java.util.HashMap;
import java.util.Map;

import jakarta.persistence.spi.PersistenceUnitInfo;
import org.hibernate.boot.registry.BootstrapServiceRegistry;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.bytecode.internal.none.BytecodeProviderImpl;
import org.hibernate.bytecode.spi.BytecodeProvider;
import org.hibernate.jpa.HibernatePersistenceProvider;
import org.hibernate.jpa.boot.internal.EntityManagerFactoryBuilderImpl;
import org.hibernate.jpa.boot.internal.PersistenceUnitInfoDescriptor;
import org.hibernate.jpa.boot.spi.EntityManagerFactoryBuilder;

/**
 * Hibernate without classes that are made at run time, for this unit alone. They are
 * proxies, which entities without associations do not need, and quicker ways to fields;
 * to make them takes a good part of a start.
 */
final class PlainPersistenceProvider extends HibernatePersistenceProvider {

	@Override
	protected EntityManagerFactoryBuilder getEntityManagerFactoryBuilder(PersistenceUnitInfo unit,
			Map<?, ?> properties) {
		Map<String, Object> settings = new HashMap<>();
		properties.forEach((name, value) -> settings.put(name.toString(), value));
		return new EntityManagerFactoryBuilderImpl(new PersistenceUnitInfoDescriptor(unit), settings) {

			@Override
			protected StandardServiceRegistryBuilder getStandardServiceRegistryBuilder(
					BootstrapServiceRegistry bootstrap) {
				return super.getStandardServiceRegistryBuilder(bootstrap).addService(BytecodeProvider.class,
						new BytecodeProviderImpl());
			}

		};
	}

}

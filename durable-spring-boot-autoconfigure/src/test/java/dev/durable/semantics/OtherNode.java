package dev.durable.semantics;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.durable.actuate.DurableEndpointWebExtension;
import dev.durable.actuate.NodeOperationDescriptor;
import dev.durable.client.WorkflowClient;
import dev.durable.node.NodeStatus;
import dev.durable.store.Store;
import dev.durable.store.StoreUnavailableException;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * Another node on the store of an application. Its lease is short, and it can be cut off
 * from the store, which is all that others see of a node that has died.
 */
final class OtherNode implements AutoCloseable {

	private static final List<String> COPIED = List.of("spring.datasource.url", "spring.datasource.username",
			"spring.datasource.password", "spring.autoconfigure.exclude", "durable.poller.hints");

	private final AtomicBoolean dead;

	private final ConfigurableApplicationContext context;

	private OtherNode(AtomicBoolean dead, ConfigurableApplicationContext context) {
		this.dead = dead;
		this.context = context;
	}

	static OtherNode start(ConfigurableApplicationContext first, Class<?> application, String... properties) {
		AtomicBoolean dead = new AtomicBoolean();
		Map<String, Object> copied = new HashMap<>();
		for (String name : COPIED) {
			String value = first.getEnvironment().getProperty(name);
			if (value != null) {
				copied.put(name, value);
			}
		}
		ConfigurableApplicationContext context = new SpringApplicationBuilder(application).web(WebApplicationType.NONE)
			.properties(copied)
			.properties("spring.main.banner-mode=off", "spring.main.register-shutdown-hook=false",
					"durable.node.name=other", "durable.poller.interval=50ms", "durable.lease.duration=2s",
					"durable.lease.renew-interval=300ms", "durable.shutdown.grace=1s")
			.properties(properties)
			.initializers((other) -> prepare((GenericApplicationContext) other, first, dead))
			.run();
		return new OtherNode(dead, context);
	}

	private static void prepare(GenericApplicationContext other, ConfigurableApplicationContext first,
			AtomicBoolean dead) {
		if (first.getEnvironment().matchesProfiles("in-memory")) {
			other.registerBean("storeOfFirst", Store.class, () -> first.getBean(Store.class));
		}
		other.getBeanFactory().addBeanPostProcessor(new BeanPostProcessor() {
			@Override
			public Object postProcessAfterInitialization(Object bean, String beanName) {
				return (bean instanceof Store store) ? mortal(store, dead) : bean;
			}
		});
	}

	private static Store mortal(Store store, AtomicBoolean dead) {
		return (Store) Proxy.newProxyInstance(OtherNode.class.getClassLoader(), new Class<?>[] { Store.class },
				(proxy, method, arguments) -> {
					if (dead.get()) {
						throw new StoreUnavailableException("this node is dead", null);
					}
					try {
						return method.invoke(store, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				});
	}

	WorkflowClient client() {
		return this.context.getBean(WorkflowClient.class);
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	/**
	 * Drain the node or resume its work; its endpoint must be exposed.
	 * @return what the node is doing then
	 */
	NodeStatus.State operate(String operation) {
		WebEndpointResponse<Object> answer = bean(DurableEndpointWebExtension.class).operate(SecurityContext.NONE, null,
				operation);
		return ((NodeOperationDescriptor) answer.getBody()).state();
	}

	/**
	 * Do something, and stop the node.
	 */
	void during(Runnable what) {
		try (this) {
			what.run();
		}
	}

	/**
	 * Let the node die.
	 */
	void die() {
		this.dead.set(true);
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * An application that has no workflows.
	 */
	@EnableAutoConfiguration
	static class WithoutWorkflows {

	}

}

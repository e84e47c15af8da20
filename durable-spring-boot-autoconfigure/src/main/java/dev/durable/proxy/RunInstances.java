package dev.durable.proxy;

import java.util.function.Supplier;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;

/**
 * Makes the instances of runs: by the definition of the workflow's bean, so with all that
 * it says of construction and injection, but one for each run and without a proxy.
 */
final class RunInstances {

	private static final String PREFIX = "durableRun.";

	private final ConfigurableListableBeanFactory application;

	/**
	 * Knows all beans of the application, which knows none of its own.
	 */
	private final DefaultListableBeanFactory factory;

	RunInstances(ConfigurableListableBeanFactory application) {
		this.application = application;
		this.factory = new DefaultListableBeanFactory(application);
		this.factory.copyConfigurationFrom(application);
		this.factory.addEmbeddedValueResolver(application::resolveEmbeddedValue);
	}

	static boolean isRunInstance(String beanName) {
		return beanName.startsWith(PREFIX);
	}

	static boolean canBeMade(ConfigurableListableBeanFactory beanFactory, String beanName) {
		return beanFactory.containsBeanDefinition(beanName)
				&& beanFactory.getMergedBeanDefinition(beanName) instanceof RootBeanDefinition;
	}

	/**
	 * Register how the instances are made.
	 * @return makes an instance
	 */
	Supplier<Object> register(String beanName) {
		String name = PREFIX + beanName;
		RootBeanDefinition definition = new RootBeanDefinition(
				(RootBeanDefinition) this.application.getMergedBeanDefinition(beanName));
		definition.setScope(BeanDefinition.SCOPE_PROTOTYPE);
		definition.setAutowireCandidate(false);
		definition.setPrimary(false);
		this.factory.registerBeanDefinition(name, definition);
		return () -> target(this.factory.getBean(name));
	}

	private static Object target(Object bean) {
		Object current = bean;
		while (current instanceof Advised) {
			Object target = AopProxyUtils.getSingletonTarget(current);
			if (target == null) {
				throw new IllegalStateException(
						"The instance of a workflow run is a proxy without a target of its own, "
								+ bean.getClass().getName() + ": remove what wraps the workflow class");
			}
			current = target;
		}
		return current;
	}

}

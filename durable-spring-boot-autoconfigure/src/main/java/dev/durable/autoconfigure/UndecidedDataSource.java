package dev.durable.autoconfigure;

import java.lang.annotation.Annotation;
import java.util.List;
import java.util.stream.Stream;

import dev.durable.Activity;
import dev.durable.Workflow;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Keeps an application from starting that has workflows and does not say in which of its
 * databases they are kept. They would be plain beans, and nothing would tell.
 */
final class UndecidedDataSource implements BeanFactoryPostProcessor {

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		List<String> dataSources = OnMarkedDataSource.names(beanFactory).sorted().toList();
		List<String> definitions = Stream.of(beanFactory.getBeanDefinitionNames())
			.filter((name) -> isMarked(beanFactory, name, Workflow.class)
					|| isMarked(beanFactory, name, Activity.class))
			.sorted()
			.toList();
		if (!definitions.isEmpty() && dataSources.size() > 1) {
			throw new UndecidedDataSourceException(dataSources, definitions);
		}
	}

	private static boolean isMarked(ConfigurableListableBeanFactory beanFactory, String name,
			Class<? extends Annotation> annotation) {
		return beanFactory.findAnnotationOnBean(name, annotation, false) != null;
	}

}

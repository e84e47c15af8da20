package dev.durable.autoconfigure;

import java.util.List;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches where a data source is marked to be that of workflows, a default candidate or
 * not.
 */
final class OnMarkedDataSource extends SpringBootCondition implements ConfigurationCondition {

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition(DurableDataSource.class);
		ListableBeanFactory beanFactory = context.getBeanFactory();
		List<String> marked = (beanFactory != null) ? marked(beanFactory) : List.of();
		return marked.isEmpty() ? ConditionOutcome.noMatch(message.didNotFind("marked data source").atAll())
				: ConditionOutcome.match(message.found("data source", "data sources").items(marked));
	}

	private static List<String> marked(ListableBeanFactory beanFactory) {
		return names(beanFactory)
			.filter((name) -> beanFactory.findAnnotationOnBean(name, DurableDataSource.class, false) != null)
			.toList();
	}

	static Stream<String> names(ListableBeanFactory beanFactory) {
		return Stream
			.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beanFactory, DataSource.class, true, false));
	}

}

package dev.durable.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Whether beans are durable at all. Boot's own condition on a property takes everything
 * but "true" for "false", and a typing error would switch off all workflows without a
 * word.
 */
final class OnDurableEnabled extends SpringBootCondition {

	private static final String KEY = "durable.enabled";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		boolean enabled = isEnabled(context.getEnvironment());
		return new ConditionOutcome(enabled, ConditionMessage.of(KEY + " is " + enabled));
	}

	static boolean isEnabled(Environment environment) {
		Boolean set = Binder.get(environment).bind(KEY, Boolean.class).orElse(null);
		return !Boolean.FALSE.equals(set);
	}

}

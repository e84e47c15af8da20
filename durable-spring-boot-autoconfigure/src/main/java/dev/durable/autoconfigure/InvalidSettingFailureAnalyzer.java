package dev.durable.autoconfigure;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.origin.Origin;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

/**
 * Tells which setting is wrong, what it is, where it was set and what is allowed. Goes
 * before Boot's own analyzer of settings, which does not know what is allowed.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class InvalidSettingFailureAnalyzer implements FailureAnalyzer {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("durable");

	private final @Nullable Environment environment;

	InvalidSettingFailureAnalyzer(@Nullable Environment environment) {
		this.environment = environment;
	}

	@Override
	public @Nullable FailureAnalysis analyze(Throwable failure) {
		InvalidSettingException invalid = find(failure, InvalidSettingException.class);
		if (invalid != null) {
			return analyze(invalid.key(), invalid.value(), invalid.allowed(), invalid);
		}
		BindException unbound = find(failure, BindException.class);
		ConfigurationProperty property = (unbound != null) ? unbound.getProperty() : null;
		if (unbound == null || property == null || !PREFIX.isAncestorOf(property.getName())) {
			return null;
		}
		return analyze(property.getName().toString(), Limits.text(property.getValue()),
				allowed(unbound.getTarget().getType()), unbound);
	}

	private FailureAnalysis analyze(String key, String value, String allowed, Throwable cause) {
		ConfigurationProperty property = property(key);
		Origin origin = (property != null) ? property.getOrigin() : null;
		String written = (property != null) ? Limits.text(property.getValue()) : value;
		String place = (origin != null) ? " (from " + origin + ")" : "";
		return new FailureAnalysis(
				"The setting %s = \"%s\"%s is not possible. It must be %s.".formatted(key, written, place, allowed),
				"Correct the value of %s, or remove the setting to have the default.".formatted(key), cause);
	}

	private @Nullable ConfigurationProperty property(String key) {
		if (this.environment == null || !ConfigurationPropertyName.isValid(key)) {
			return null;
		}
		ConfigurationPropertyName name = ConfigurationPropertyName.of(key);
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			if (property != null) {
				return property;
			}
		}
		return null;
	}

	private static String allowed(ResolvableType type) {
		Class<?> wanted = type.resolve(Object.class);
		if (Collection.class.isAssignableFrom(wanted)) {
			return "a list, separated by commas, each " + allowed(type.asCollection().getGeneric());
		}
		if (wanted.isEnum()) {
			return Arrays.stream(wanted.getEnumConstants())
				.map((constant) -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
				.collect(Collectors.joining(", ", "one of ", ""));
		}
		if (wanted == Duration.class) {
			return "a duration such as 500ms, 10s, 5m or PT10S";
		}
		if (wanted == DataSize.class) {
			return "a size such as 512KB or 2MB";
		}
		if (wanted == Class.class) {
			return "the full name of a class that there is, such as java.lang.Error";
		}
		return (wanted == Boolean.class || wanted == boolean.class) ? "true or false" : number(wanted);
	}

	private static String number(Class<?> wanted) {
		return (wanted == Double.class) ? "a number such as 1.5"
				: (wanted == Integer.class || wanted == int.class) ? "a whole number" : "a " + wanted.getSimpleName();
	}

	private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
		Throwable current = failure;
		while (current != null) {
			if (type.isInstance(current)) {
				return type.cast(current);
			}
			current = current.getCause();
		}
		return null;
	}

}

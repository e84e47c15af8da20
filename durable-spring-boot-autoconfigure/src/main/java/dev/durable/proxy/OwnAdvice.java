package dev.durable.proxy;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import dev.durable.ActivityMethod;

import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * What a method says for itself alone, to whoever calls it through the proxy.
 */
final class OwnAdvice {

	private static final String ASYNC = "org.springframework.scheduling.annotation.Async";

	/** By name, as not every application has each of them. */
	private static final List<String> ANNOTATIONS = List.of(Transactional.class.getName(),
			"jakarta.transaction.Transactional", "org.springframework.resilience.annotation.Retryable",
			"org.springframework.resilience.annotation.ConcurrencyLimit",
			"org.springframework.retry.annotation.Retryable", ASYNC, "org.springframework.cache.annotation.Cacheable",
			"org.springframework.cache.annotation.CachePut", "org.springframework.cache.annotation.CacheEvict",
			"org.springframework.cache.annotation.Caching");

	private static final Set<Propagation> JOINING = Set.of(Propagation.REQUIRED, Propagation.SUPPORTS,
			Propagation.MANDATORY);

	private OwnAdvice() {
	}

	static List<String> of(Method method) {
		MergedAnnotations annotations = on(method);
		List<String> found = new ArrayList<>();
		if (hasSettings(annotations.get(ActivityMethod.class))) {
			found.add("settings in its @ActivityMethod");
		}
		ANNOTATIONS.stream()
			.filter(annotations::isPresent)
			.map((name) -> "@" + name.substring(name.lastIndexOf('.') + 1))
			.forEach(found::add);
		return found;
	}

	/**
	 * A name alone changes nothing of how the method is called.
	 */
	private static boolean hasSettings(MergedAnnotation<ActivityMethod> annotation) {
		return annotation.isPresent() && Stream.of(ActivityMethod.class.getDeclaredMethods())
			.map(Method::getName)
			.anyMatch((attribute) -> !attribute.equals("name") && annotation.hasNonDefaultValue(attribute));
	}

	/**
	 * Tell whether all that a method says is that it wants some transaction.
	 */
	static boolean isJoining(Method method) {
		MergedAnnotation<Transactional> transactional = on(method).get(Transactional.class);
		return transactional.isPresent() && of(method).size() == 1
				&& JOINING.contains(transactional.getEnum("propagation", Propagation.class));
	}

	static boolean isTransactional(Method method, Class<?> type) {
		return on(method).isPresent(Transactional.class)
				|| MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY).isPresent(Transactional.class);
	}

	static boolean isAsync(Method method, Class<?> type) {
		return on(method).isPresent(ASYNC)
				|| MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY).isPresent(ASYNC);
	}

	private static MergedAnnotations on(Method method) {
		return MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY);
	}

}

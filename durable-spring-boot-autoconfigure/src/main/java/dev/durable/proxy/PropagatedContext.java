package dev.durable.proxy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.durable.ContextPropagator;
import dev.durable.client.Names;
import dev.durable.engine.ContextPropagation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries what the propagators of the application capture. One that fails is left out,
 * with a warning the first time: what it carries must not decide over a workflow.
 */
public final class PropagatedContext implements ContextPropagation {

	private static final Logger logger = LoggerFactory.getLogger(PropagatedContext.class);

	/**
	 * The longest value. It is stored with each start, signal and update.
	 */
	static final int CHARS_MAX = 1_000;

	private final Map<String, ContextPropagator> propagators;

	private final Set<String> warned = ConcurrentHashMap.newKeySet();

	private PropagatedContext(Map<String, ContextPropagator> propagators) {
		this.propagators = propagators;
	}

	/**
	 * Carry context by propagators, and the logging context unless one of them does.
	 * @param propagators the propagators, in their order
	 * @param mdc the keys of the logging context to carry; with {@code *} all but those
	 * of tracing
	 * @return carries the context
	 * @throws IllegalArgumentException if a name cannot be used, or two are the same
	 */
	public static ContextPropagation of(List<ContextPropagator> propagators, List<String> mdc) {
		List<ContextPropagator> all = new ArrayList<>(propagators);
		if (!mdc.isEmpty() && all.stream().noneMatch((each) -> MdcPropagator.NAME.equals(each.name()))) {
			all.add(0, new MdcPropagator(mdc));
		}
		Map<String, ContextPropagator> named = new LinkedHashMap<>();
		for (ContextPropagator propagator : all) {
			String name = Names.requireName("name of the ContextPropagator " + propagator.getClass().getName(),
					propagator.name());
			ContextPropagator other = named.putIfAbsent(name, propagator);
			if (other != null) {
				throw new IllegalArgumentException(
						"The name '" + name + "' is that of two ContextPropagators, " + other.getClass().getName()
								+ " and " + propagator.getClass().getName() + ". Give one of them another name");
			}
		}
		return named.isEmpty() ? ContextPropagation.NONE : new PropagatedContext(named);
	}

	@Override
	public Map<String, String> capture() {
		Map<String, String> captured = new LinkedHashMap<>();
		this.propagators.forEach((name, propagator) -> {
			try {
				String value = propagator.capture();
				if (value != null) {
					captured.put(name, bounded(name, value));
				}
			}
			catch (Exception | LinkageError ex) {
				warn(name, "has failed to capture context, which is not carried", ex);
			}
		});
		return captured;
	}

	private String bounded(String name, String value) {
		String cut = value;
		if (value.length() > CHARS_MAX) {
			warn(name, "has captured " + value.length() + " characters, of which " + CHARS_MAX + " are carried", null);
			cut = value.substring(0, CHARS_MAX);
		}
		StringBuilder clean = new StringBuilder(cut.length());
		cut.codePoints()
			.map((point) -> (Character.getType(point) == Character.SURROGATE) ? '?' : point)
			.forEach(clean::appendCodePoint);
		return clean.toString();
	}

	@Override
	public Runnable restore(Map<String, String> headers) {
		Deque<Runnable> undo = new ArrayDeque<>(this.propagators.size());
		this.propagators.forEach((name, propagator) -> {
			try {
				ContextPropagator.Restored restored = propagator.restore(headers.get(name));
				undo.push(() -> close(name, restored));
			}
			catch (Exception | LinkageError ex) {
				warn(name, "has failed to restore context", ex);
			}
		});
		return () -> undo.forEach(Runnable::run);
	}

	private void close(String name, ContextPropagator.Restored restored) {
		try {
			restored.close();
		}
		catch (Exception | LinkageError ex) {
			warn(name, "has failed to take context off a thread", ex);
		}
	}

	private void warn(String name, String problem, @Nullable Throwable failure) {
		if (this.warned.add(name)) {
			logger.warn("ContextPropagator '{}' {}. This is said once; workflows go on without it", name, problem,
					failure);
		}
	}

}

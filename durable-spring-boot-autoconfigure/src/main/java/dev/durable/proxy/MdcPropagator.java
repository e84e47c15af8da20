package dev.durable.proxy;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.durable.ContextPropagator;
import dev.durable.engine.LogContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Carries the logging context, so that the log lines of a workflow and its activities
 * show what those of its caller have shown.
 */
final class MdcPropagator implements ContextPropagator {

	/**
	 * The name of this propagator.
	 */
	static final String NAME = "mdc";

	private static final String ALL = "*";

	/**
	 * Tracing and the engine set them themselves, wherever code runs.
	 */
	private static final Set<String> SET_EVERYWHERE = Stream
		.concat(Stream.of("traceId", "spanId"), LogContext.KEYS.stream())
		.collect(Collectors.toUnmodifiableSet());

	private static final Logger logger = LoggerFactory.getLogger(MdcPropagator.class);

	private final Predicate<String> carried;

	private final AtomicBoolean warned = new AtomicBoolean();

	/**
	 * Create the propagator.
	 * @param keys the keys to carry; with {@code *} all but those of tracing and those
	 * that say which workflow it is
	 */
	MdcPropagator(List<String> keys) {
		Set<String> named = Set.copyOf(keys);
		this.carried = named.contains(ALL) ? (key) -> named.contains(key) || !SET_EVERYWHERE.contains(key)
				: named::contains;
	}

	@Override
	public String name() {
		return NAME;
	}

	/**
	 * Capture whole entries up to the size that is carried.
	 */
	@Override
	public @Nullable String capture() {
		Map<String, String> context = MDC.getCopyOfContextMap();
		if (context == null || context.isEmpty()) {
			return null;
		}
		StringBuilder text = new StringBuilder();
		new TreeMap<>(context).forEach((key, value) -> {
			if (value != null && this.carried.test(key)) {
				append(text, key, encode(key) + "=" + encode(value));
			}
		});
		return text.isEmpty() ? null : text.toString();
	}

	private void append(StringBuilder text, String key, String entry) {
		String separator = text.isEmpty() ? "" : "&";
		if (text.length() + separator.length() + entry.length() <= PropagatedContext.CHARS_MAX) {
			text.append(separator).append(entry);
		}
		else if (this.warned.compareAndSet(false, true)) {
			logger.warn(
					"ContextPropagator '{}' leaves out '{}' of the logging context, as no more than {} characters are"
							+ " carried. Name the keys to carry in durable.context.mdc. This is said once",
					NAME, key, PropagatedContext.CHARS_MAX);
		}
	}

	@Override
	public Restored restore(@Nullable String value) {
		Map<String, String> before = MDC.getCopyOfContextMap();
		Map<String, String> context = new LinkedHashMap<>();
		if (before != null) {
			before.forEach((key, held) -> {
				if (!this.carried.test(key)) {
					context.put(key, held);
				}
			});
		}
		if (value != null) {
			for (String entry : value.split("&")) {
				int sign = entry.indexOf('=');
				context.put(decode(entry.substring(0, sign)), decode(entry.substring(sign + 1)));
			}
		}
		MDC.setContextMap(context);
		return () -> MDC.setContextMap((before != null) ? before : Map.of());
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	private static String decode(String text) {
		return URLDecoder.decode(text, StandardCharsets.UTF_8);
	}

}

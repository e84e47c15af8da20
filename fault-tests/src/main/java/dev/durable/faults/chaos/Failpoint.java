package dev.durable.faults.chaos;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What is to happen at a point, the n-th time it is met.
 * <p>
 * As text: {@code point/side=action#n}, as in {@code commit.TimerFired/after=crash#2}.
 * The actions are {@code crash}, {@code throw}, {@code unknown}, {@code sleep(millis)}
 * and {@code park}; without a number it is the first time.
 *
 * @param point the name of the point
 * @param side whether it is before or after what the point is named for
 * @param action what happens
 * @param sleep how long, for {@link Action#SLEEP}
 * @param hit the n
 */
public record Failpoint(String point, Side side, Action action, Duration sleep, int hit) {

	private static final Pattern FORMAT = Pattern
		.compile("([\\w.]+)/(before|after)=(crash|throw|unknown|sleep|park)(?:\\((\\d+)\\))?(?:#(\\d+))?");

	/**
	 * Read a failpoint.
	 * @param text the text
	 * @return the failpoint
	 */
	public static Failpoint parse(String text) {
		Matcher parts = FORMAT.matcher(text.strip());
		if (!parts.matches()) {
			throw new IllegalArgumentException(
					"'" + text + "' is no failpoint. Write point/side=action#n, as in commit/after=crash#2");
		}
		return new Failpoint(parts.group(1), Side.valueOf(parts.group(2).toUpperCase(Locale.ROOT)),
				Action.valueOf(parts.group(3).toUpperCase(Locale.ROOT)), Duration.ofMillis(number(parts.group(4), 0)),
				(int) number(parts.group(5), 1));
	}

	private static long number(@Nullable String text, long otherwise) {
		return (text != null) ? Long.parseLong(text) : otherwise;
	}

	String place() {
		return this.point + "/" + this.side.name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Where it is.
	 */
	public enum Side {

		/** Before. */
		BEFORE,
		/** After. */
		AFTER

	}

	/**
	 * What happens.
	 */
	public enum Action {

		/** The process ends at once, without any last word. */
		CRASH,
		/** The store cannot be reached. */
		THROW,
		/** Nobody knows whether it has happened. */
		UNKNOWN,
		/** It takes its time. */
		SLEEP,
		/** It stands still until it is released. */
		PARK

	}

}

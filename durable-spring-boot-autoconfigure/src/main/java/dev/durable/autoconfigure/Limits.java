package dev.durable.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

import dev.durable.client.Names;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;
import org.springframework.util.unit.DataUnit;

/**
 * The limits of settings, and how values are written in messages: as they would be in the
 * settings.
 */
final class Limits {

	private static final int SHOWN_MAX = 60;

	private static final Duration LONGEST = Duration.ofDays(365_000);

	private static final List<ChronoUnit> UNITS = List.of(ChronoUnit.DAYS, ChronoUnit.HOURS, ChronoUnit.MINUTES,
			ChronoUnit.SECONDS, ChronoUnit.MILLIS);

	private static final List<DataUnit> SIZES = List.of(DataUnit.GIGABYTES, DataUnit.MEGABYTES, DataUnit.KILOBYTES);

	private Limits() {
	}

	static <T extends Comparable<T>> void between(String key, T value, T min, T max) {
		if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
			throw violated(key, value, "from " + text(min) + " to " + text(max));
		}
	}

	/**
	 * A thousand years: whatever would end later ends after what every database knows as
	 * a date.
	 */
	static void positive(String key, @Nullable Duration value) {
		if (value != null && (value.isZero() || value.isNegative() || value.compareTo(LONGEST) > 0)) {
			throw violated(key, value, "longer than 0s and at most " + text(LONGEST));
		}
	}

	static void id(String key, @Nullable String value) {
		if (value != null) {
			try {
				Names.requireId("value", value);
			}
			catch (IllegalArgumentException ex) {
				throw violated(key, value, "1 to 200 characters, no control characters and whole surrogate pairs");
			}
		}
	}

	static void names(String key, @Nullable Collection<String> values) {
		for (String value : (values != null) ? values : List.<String>of()) {
			try {
				Names.requireName("value", value);
			}
			catch (IllegalArgumentException ex) {
				throw violated(key, value,
						"names of 1 to 255 characters, no control characters and whole surrogate pairs");
			}
		}
	}

	static void throwables(String key, @Nullable Collection<? extends Class<?>> types) {
		for (Class<?> type : (types != null) ? types : List.<Class<?>>of()) {
			if (!Throwable.class.isAssignableFrom(type)) {
				throw violated(key, type.getName(), "names of classes that are thrown, such as java.lang.Error");
			}
		}
	}

	static InvalidSettingException violated(String key, Object value, String allowed) {
		return new InvalidSettingException(key, text(value), allowed);
	}

	static String text(Object value) {
		if (value instanceof Duration duration) {
			return duration(duration);
		}
		if (value instanceof DataSize size) {
			return size(size);
		}
		String text = value.toString()
			.chars()
			.limit(SHOWN_MAX)
			.mapToObj((character) -> Character.isISOControl(character) ? "\\u%04x".formatted(character)
					: String.valueOf((char) character))
			.collect(Collectors.joining());
		return (value.toString().length() > SHOWN_MAX) ? text + "…" : text;
	}

	private static String duration(Duration duration) {
		if (duration.isZero()) {
			return "0s";
		}
		return UNITS.stream()
			.filter((unit) -> duration.getNano() % unit.getDuration().toNanos() == 0
					&& duration.toSeconds() % Math.max(1, unit.getDuration().toSeconds()) == 0)
			.findFirst()
			.map((unit) -> DurationStyle.SIMPLE.print(duration, unit))
			.orElseGet(duration::toString);
	}

	private static String size(DataSize size) {
		return SIZES.stream()
			.filter((unit) -> size.toBytes() % DataSize.of(1, unit).toBytes() == 0)
			.findFirst()
			.map((unit) -> size.toBytes() / DataSize.of(1, unit).toBytes() + unit(unit))
			.orElseGet(size::toString);
	}

	private static String unit(DataUnit unit) {
		return switch (unit) {
			case GIGABYTES -> "GB";
			case MEGABYTES -> "MB";
			default -> "KB";
		};
	}

}

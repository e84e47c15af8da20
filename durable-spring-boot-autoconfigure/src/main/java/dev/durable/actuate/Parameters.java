package dev.durable.actuate;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;

import dev.durable.client.Names;
import org.jspecify.annotations.Nullable;

/**
 * Reads parameters and fields, which come as text. What cannot be read is refused by its
 * name.
 */
final class Parameters {

	private Parameters() {
	}

	static String required(String name, @Nullable String text) {
		if (text == null || text.isEmpty()) {
			throw new BadParameterException(name, "is missing");
		}
		return text;
	}

	static String id(String name, @Nullable String text) {
		return checked(name, () -> Names.requireId("id", text));
	}

	static String name(String name, @Nullable String text) {
		required(name, text);
		return checked(name, () -> Names.requireName("name", text));
	}

	static String reason(String name, @Nullable String text) {
		return checked(name, () -> Names.requireReason(text));
	}

	static <T> T checked(String name, Supplier<T> value) {
		try {
			return value.get();
		}
		catch (BadParameterException ex) {
			throw ex;
		}
		catch (IllegalArgumentException ex) {
			throw new BadParameterException(name, String.valueOf(ex.getMessage()));
		}
	}

	static <E extends Enum<E>> E constant(String name, Class<E> type, String text) {
		return Arrays.stream(type.getEnumConstants())
			.filter((constant) -> constant.name().equalsIgnoreCase(text))
			.findFirst()
			.orElseThrow(() -> new BadParameterException(name,
					"is none of " + Arrays.stream(type.getEnumConstants()).map(Enum::toString).toList()));
	}

	static boolean bool(String name, String text) {
		return switch (text.toLowerCase(Locale.ROOT)) {
			case "true" -> true;
			case "false" -> false;
			default -> throw new BadParameterException(name, "is neither true nor false");
		};
	}

	static long number(String name, String text, long min, long max) {
		try {
			long number = Long.parseLong(text);
			if (number >= min && number <= max) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// refused below
		}
		throw new BadParameterException(name,
				(max < Long.MAX_VALUE) ? "is no number from " + min + " to " + max : "is no number of at least " + min);
	}

	static Instant time(String name, String text) {
		try {
			return OffsetDateTime.parse(text).toInstant();
		}
		catch (DateTimeException ex) {
			throw new BadParameterException(name, "is no time like 2026-02-28T23:59:59Z");
		}
	}

	static UUID runId(String name, String text) {
		try {
			UUID id = UUID.fromString(text);
			if (id.toString().equalsIgnoreCase(text)) {
				return id;
			}
		}
		catch (IllegalArgumentException ex) {
			// refused below
		}
		throw new BadParameterException(name, "is no run id");
	}

	/**
	 * Return all values of a parameter, which may be given several times.
	 */
	static List<String> all(@Nullable Object value) {
		if (value == null) {
			return List.of();
		}
		return (value instanceof Collection<?> several) ? several.stream().map(String::valueOf).toList()
				: List.of(value.toString());
	}

}

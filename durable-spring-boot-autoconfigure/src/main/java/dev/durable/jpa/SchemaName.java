package dev.durable.jpa;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * How the name of a schema is understood. A plain name is folded to the case of the
 * database, as in SQL that does not quote it. Any other name is taken as it is, and so is
 * one in double quotes. All statements quote the outcome, so a reserved word is as good
 * as any.
 */
public final class SchemaName {

	/**
	 * What is allowed, to be read after "must be".
	 */
	public static final String ALLOWED = "1 to 63 characters without control characters, and in double quotes or"
			+ " without any";

	private static final int LENGTH_MAX = 63;

	private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

	private SchemaName() {
	}

	/**
	 * Tell whether a name can be one of a schema.
	 * @param configured the name, as in the settings
	 * @return whether it can
	 */
	public static boolean isPossible(String configured) {
		String name = unquoted(configured);
		return !name.isBlank() && name.length() <= LENGTH_MAX && name.indexOf('"') < 0
				&& name.chars().noneMatch(Character::isISOControl);
	}

	/**
	 * Return a name as the database stores it.
	 * @param configured the name, as in the settings, or null for the default schema
	 * @throws IllegalArgumentException if the name is not possible
	 */
	static @Nullable String stored(@Nullable String configured, DatabaseKind database) {
		if (configured == null) {
			return null;
		}
		if (!isPossible(configured)) {
			throw new IllegalArgumentException("durable.schema.name (" + configured + ") must be " + ALLOWED);
		}
		return PLAIN.matcher(configured).matches() ? database.fold(configured) : unquoted(configured);
	}

	private static String unquoted(String configured) {
		boolean quoted = configured.length() > 2 && configured.startsWith("\"") && configured.endsWith("\"");
		return quoted ? configured.substring(1, configured.length() - 1) : configured;
	}

	static String quoted(String stored) {
		return "\"" + stored + "\"";
	}

}

package dev.durable.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What every store can hold, so that all of them take and refuse the same.
 */
public final class StoreLimits {

	/**
	 * The longest workflow id, type, queue, build id, attribute name, letter name or
	 * letter key, in characters.
	 */
	public static final int NAME_MAX = 255;

	/**
	 * The longest JSON text of an attribute or a part of the memo, in characters.
	 */
	public static final int JSON_MAX = 4000;

	/**
	 * The longest message of a stuck mark or failure of an attempt; longer ones are cut.
	 */
	public static final int MESSAGE_MAX = 2000;

	/**
	 * The latest time that can be stored; later ones are stored as this.
	 */
	public static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

	private StoreLimits() {
	}

	/**
	 * Tell whether a name can be stored as it is.
	 * @param name the name
	 * @return false if it is longer than {@link #NAME_MAX} or has a character with the
	 * code 0
	 */
	public static boolean isStorable(String name) {
		return name.length() <= NAME_MAX && name.indexOf('\0') < 0;
	}

	/**
	 * Tell whether all names in a change can be stored as they are.
	 * @param change the change
	 * @return false if it can never be written
	 */
	public static boolean isStorable(RunChange change) {
		return (change.start() == null || (isStorable(change.start()) && change.start().limit() == null))
				&& change.starts().stream().allMatch((start) -> isStorable(start.run()) && isStorable(start.events()))
				&& isStorable(change.events()) && change.letters().stream().allMatch(StoreLimits::isStorable)
				&& change.outgoing().stream().allMatch(StoreLimits::isStorable)
				&& change.answers().stream().allMatch((answer) -> isStorable(answer.key()))
				&& change.attributes().stream().allMatch(StoreLimits::isStorable);
	}

	private static boolean isStorable(List<EventRow> events) {
		return events.stream().allMatch((event) -> isStorable(event.kind()));
	}

	/**
	 * Tell whether the names and attributes of a run can be stored as they are.
	 * @param run the run
	 * @return false if it can never be written
	 */
	public static boolean isStorable(NewRun run) {
		return isStorable(run.workflowId()) && isStorable(run.type()) && isStorable(run.queue())
				&& isStorable(run.buildId()) && (run.limit() == null || isStorable(run.limit().key()))
				&& run.attributes().stream().allMatch(StoreLimits::isStorable);
	}

	private static boolean isStorable(NewLetter letter) {
		return isStorable(letter.name()) && (letter.key() == null || isStorable(letter.key()));
	}

	private static boolean isStorable(OutgoingLetter letter) {
		return isStorable(letter.workflowId()) && isStorable(letter.name())
				&& (letter.key() == null || isStorable(letter.key()));
	}

	/**
	 * Tell whether an attribute can be stored as it is.
	 * @param row the attribute, or a part of the memo
	 * @return false if its name is too long, its JSON text is longer than
	 * {@link #JSON_MAX}, or one of them has a character with the code 0
	 */
	public static boolean isStorable(AttributeRow row) {
		String json = row.json();
		return isStorable(row.name()) && (json == null || (json.length() <= JSON_MAX && json.indexOf('\0') < 0));
	}

	/**
	 * Refuse a run that cannot be stored, before anything is written.
	 * @param start the run and its first events
	 * @throws IllegalArgumentException if a name or an attribute cannot be stored
	 */
	public static void require(RunStart start) {
		require(start.run());
		start.events().forEach((event) -> require("Event kind", event.kind()));
	}

	/**
	 * Refuse a run that cannot be stored, before anything is written.
	 * @param run the run
	 * @throws IllegalArgumentException if a name or an attribute cannot be stored
	 */
	public static void require(NewRun run) {
		require("Workflow id", run.workflowId());
		require("Workflow type", run.type());
		require("Queue", run.queue());
		require("Build id", run.buildId());
		if (run.limit() != null) {
			require("Concurrency key", run.limit().key());
		}
		run.attributes().forEach(StoreLimits::require);
	}

	private static void require(AttributeRow row) {
		require("Attribute name", row.name());
		if (!isStorable(row)) {
			throw new IllegalArgumentException("The value of attribute '" + row.name()
					+ "' cannot be stored: use at most " + JSON_MAX + " characters of JSON, none with the code 0");
		}
	}

	/**
	 * Refuse a letter whose names cannot be stored, before anything is written.
	 * @param letter the letter
	 * @throws IllegalArgumentException if a name is too long or has a character with the
	 * code 0
	 */
	public static void require(NewLetter letter) {
		require("Letter name", letter.name());
		if (letter.key() != null) {
			require("Letter key", letter.key());
		}
	}

	/**
	 * Refuse a letter whose names cannot be stored, before anything is written.
	 * @param letter the letter
	 * @throws IllegalArgumentException if a name is too long or has a character with the
	 * code 0
	 */
	public static void require(OutgoingLetter letter) {
		require("Workflow id", letter.workflowId());
		require("Letter name", letter.name());
		if (letter.key() != null) {
			require("Letter key", letter.key());
		}
	}

	/**
	 * Refuse a name that cannot be stored, before anything is written.
	 * @param what what the name is
	 * @param name the name
	 * @throws IllegalArgumentException if it is too long or has a character with the code
	 * 0
	 */
	public static void require(String what, String name) {
		if (!isStorable(name)) {
			throw new IllegalArgumentException(what + " '" + name + "' cannot be stored: use at most " + NAME_MAX
					+ " characters, none with the code 0");
		}
	}

	/**
	 * Make a message storable: cut it, and replace what no database takes.
	 * @param message the message
	 * @return the message as it is stored
	 */
	public static String message(String message) {
		String clean = message.replace('\0', ' ');
		if (clean.length() <= MESSAGE_MAX) {
			return clean;
		}
		int end = Character.isHighSurrogate(clean.charAt(MESSAGE_MAX - 1)) ? MESSAGE_MAX - 1 : MESSAGE_MAX;
		return clean.substring(0, end);
	}

	/**
	 * Make a time storable: cut it to microseconds and to {@link #LATEST}.
	 * @param time the time
	 * @return the time as it is stored
	 */
	public static Instant time(Instant time) {
		return (time.isAfter(LATEST) ? LATEST : time).truncatedTo(ChronoUnit.MICROS);
	}

}

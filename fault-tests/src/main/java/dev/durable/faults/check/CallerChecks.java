package dev.durable.faults.check;

import java.time.Duration;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.durable.faults.check.World.Note;
import dev.durable.faults.check.World.Run;

/**
 * What callers are told when something cannot be done: P17 for outages, P19 for limits.
 */
final class CallerChecks {

	/** How long a call took that failed, and with which exception. */
	private static final Pattern FAILURE = Pattern.compile("(\\d+) ([\\w.$]+).*");

	/**
	 * Those of this project, and what Spring says of a database for the caller's own
	 * transaction.
	 */
	private static final Set<String> TYPED = Set.of("dev.durable.", "org.springframework.dao.",
			"org.springframework.jdbc.", "org.springframework.orm.", "org.springframework.transaction.");

	/** The wait for a connection, for the outcome of a commit, and a busy machine. */
	private static final Duration CALL_MAX = Duration.ofSeconds(40);

	private static final String LIMIT_KEY = "durable.payload.max-size";

	private final World world;

	private final Findings findings;

	CallerChecks(World world, Findings findings) {
		this.world = world;
		this.findings = findings;
	}

	void check() {
		for (Note note : this.world.notes) {
			if (note.outcome().equals("UNKNOWN")) {
				failure(note);
			}
			if (note.subject().equals("LIMIT")) {
				this.findings.require(note.outcome().equals("REFUSED") && note.details().contains(LIMIT_KEY), "P19",
						"the start of workflow %s is beyond a limit, and the caller was told: %s %s", note.workflowId(),
						note.outcome(), note.details());
				this.findings.require(
						this.world.runs.stream().map(Run::workflowId).noneMatch(note.workflowId()::equals), "P19",
						"workflow %s has a run, and its start was beyond a limit", note.workflowId());
			}
		}
	}

	private void failure(Note note) {
		Matcher failure = FAILURE.matcher(note.details());
		boolean matches = failure.matches();
		this.findings.require(matches && TYPED.stream().anyMatch(failure.group(2)::startsWith), "P17",
				"%s of workflow %s has failed without a typed error: %s", note.subject(), note.workflowId(),
				note.details());
		this.findings.require(!matches || Long.parseLong(failure.group(1)) <= CALL_MAX.toMillis(), "P17",
				"%s of workflow %s has failed after %s only: %s", note.subject(), note.workflowId(),
				Duration.ofMillis(matches ? Long.parseLong(failure.group(1)) : 0), note.details());
	}

}

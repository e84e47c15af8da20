package dev.durable.node;

import java.util.List;
import java.util.Set;

import dev.durable.history.Recorded;
import dev.durable.history.Terminal;
import dev.durable.store.NewLetter;
import dev.durable.store.RunStart;
import dev.durable.store.RunUpdate;
import org.jspecify.annotations.Nullable;

/**
 * The end of a run, as far as it goes into a unit; it is taken back as a whole.
 *
 * @param end the terminal event
 * @param update the change of the row
 * @param letters the abandonment of attempts, and the result for the parent
 * @param successor the run that goes on in its place, or null
 * @param unanswered the updates that get no answer any more
 */
record Closing(Recorded end, RunUpdate.Closed update, List<NewLetter> letters, @Nullable RunStart successor,
		Set<String> unanswered) {

	Terminal terminal() {
		return (Terminal) this.end.event();
	}

}

package dev.durable.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What one run has to commit: any mix of its parts, together or not at all.
 *
 * @param runId the run
 * @param chain the first run of its chain
 * @param start the run itself if it begins here, owned by the committing node; the events
 * then begin at position 1
 * @param events new events, in order; the position of the first must be free
 * @param starts other runs that are started: children, or the run that goes on where this
 * one closes; after the updates of all changes
 * @param consumed letters that became events, to be deleted
 * @param kept letters that became events and whose key is kept
 * @param answers answers to letters that were accepted before
 * @param unreadable letters that cannot be read, to be put aside as such
 * @param letters letters to insert, unless their key is there
 * @param outgoing letters to other workflows, for the runs that are open after the
 * updates of all changes; one that finds none is left out
 * @param activities activity rows to insert or replace
 * @param settled activities whose row, if there is one, is to be deleted
 * @param attributes attributes and parts of the memo to insert, replace or remove
 * @param update the change of the run's row, or null
 * @param due the latest time at which one of the timers was due that fire in the events,
 * or null
 */
public record RunChange(UUID runId, UUID chain, @Nullable NewRun start, List<EventRow> events, List<RunStart> starts,
		List<Long> consumed, List<KeptLetter> kept, List<Answer> answers, List<Long> unreadable,
		List<NewLetter> letters, List<OutgoingLetter> outgoing, List<ActivityRow> activities, List<Long> settled,
		List<AttributeRow> attributes, @Nullable RunUpdate update, @Nullable Instant due) {

	/**
	 * Begin a change.
	 * @param runId the run
	 * @param chain the first run of its chain
	 * @return an empty change to be filled
	 */
	public static Builder of(UUID runId, UUID chain) {
		return new Builder(runId, chain);
	}

	/**
	 * Collects the parts of a change. Not for use by several threads.
	 */
	public static final class Builder {

		private final UUID runId;

		private final UUID chain;

		private @Nullable NewRun start;

		private final List<EventRow> events = new ArrayList<>();

		private final List<RunStart> starts = new ArrayList<>();

		private final List<Long> consumed = new ArrayList<>();

		private final List<KeptLetter> kept = new ArrayList<>();

		private final List<Answer> answers = new ArrayList<>();

		private final List<Long> unreadable = new ArrayList<>();

		private final List<NewLetter> letters = new ArrayList<>();

		private final List<OutgoingLetter> outgoing = new ArrayList<>();

		private final List<ActivityRow> activities = new ArrayList<>();

		private final List<Long> settled = new ArrayList<>();

		private final List<AttributeRow> attributes = new ArrayList<>();

		private @Nullable RunUpdate update;

		private @Nullable Instant due;

		private Builder(UUID runId, UUID chain) {
			this.runId = runId;
			this.chain = chain;
		}

		/**
		 * Let the change begin the run.
		 * @param run the run
		 * @return this
		 */
		public Builder start(@Nullable NewRun run) {
			this.start = run;
			return this;
		}

		/**
		 * Append an event.
		 * @param event the event
		 * @return this
		 */
		public Builder event(EventRow event) {
			this.events.add(event);
			return this;
		}

		/**
		 * Consume a letter.
		 * @param letterId the letter
		 * @return this
		 */
		public Builder consume(long letterId) {
			this.consumed.add(letterId);
			return this;
		}

		/**
		 * Start another run.
		 * @param other the run
		 * @return this
		 */
		public Builder starts(RunStart other) {
			this.starts.add(other);
			return this;
		}

		/**
		 * Take a letter and keep its key.
		 * @param letter the letter
		 * @return this
		 */
		public Builder keep(KeptLetter letter) {
			this.kept.add(letter);
			return this;
		}

		/**
		 * Answer a letter that was accepted before.
		 * @param reply the answer
		 * @return this
		 */
		public Builder answer(Answer reply) {
			this.answers.add(reply);
			return this;
		}

		/**
		 * Send a letter to another workflow.
		 * @param letter the letter
		 * @return this
		 */
		public Builder send(OutgoingLetter letter) {
			this.outgoing.add(letter);
			return this;
		}

		/**
		 * Set or remove an attribute or a part of the memo.
		 * @param row the value
		 * @return this
		 */
		public Builder attribute(AttributeRow row) {
			this.attributes.add(row);
			return this;
		}

		/**
		 * Put a letter aside as unreadable.
		 * @param letterId the letter
		 * @return this
		 */
		public Builder unreadable(long letterId) {
			this.unreadable.add(letterId);
			return this;
		}

		/**
		 * Insert a letter.
		 * @param letter the letter
		 * @return this
		 */
		public Builder letter(NewLetter letter) {
			this.letters.add(letter);
			return this;
		}

		/**
		 * Insert or replace an activity row; the last one given for an activity counts.
		 * @param row the row
		 * @return this
		 */
		public Builder activity(ActivityRow row) {
			this.activities.removeIf((other) -> other.activityId() == row.activityId());
			this.activities.add(row);
			return this;
		}

		/**
		 * Delete the row of an activity, if there is one.
		 * @param activityId the activity
		 * @return this
		 */
		public Builder settled(long activityId) {
			this.activities.removeIf((other) -> other.activityId() == activityId);
			this.settled.add(activityId);
			return this;
		}

		/**
		 * Change the row of the run.
		 * @param change the change
		 * @return this
		 */
		public Builder update(RunUpdate change) {
			this.update = change;
			return this;
		}

		/**
		 * Assert that a timer is due.
		 * @param time when it was due
		 * @return this
		 */
		public Builder due(Instant time) {
			this.due = (this.due == null || time.isAfter(this.due)) ? time : this.due;
			return this;
		}

		/**
		 * Tell whether there is nothing to commit.
		 * @return true if no part was given
		 */
		public boolean isEmpty() {
			return this.start == null && this.update == null
					&& Stream
						.of(this.events, this.starts, this.consumed, this.kept, this.answers, this.unreadable,
								this.letters, this.outgoing, this.activities, this.settled, this.attributes)
						.allMatch(List::isEmpty);
		}

		/**
		 * Finish the change.
		 * @return the change
		 */
		public RunChange build() {
			return new RunChange(this.runId, this.chain, this.start, List.copyOf(this.events), List.copyOf(this.starts),
					List.copyOf(this.consumed), List.copyOf(this.kept), List.copyOf(this.answers),
					List.copyOf(this.unreadable), List.copyOf(this.letters), List.copyOf(this.outgoing),
					List.copyOf(this.activities), List.copyOf(this.settled), List.copyOf(this.attributes), this.update,
					this.due);
		}

	}

}

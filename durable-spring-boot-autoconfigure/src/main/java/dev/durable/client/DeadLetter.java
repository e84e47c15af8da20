package dev.durable.client;

import java.time.Instant;

/**
 * A message to a workflow, such as a signal, that could not be delivered: its run has
 * closed before, or it cannot be read. It is kept, and may be sent again by
 * {@link WorkflowClient#redeliver(String)}. An order to reset a run that has closed
 * before is kept too, so that it is not lost without a word, but not sent again.
 */
public interface DeadLetter {

	/**
	 * The id of the letter.
	 * @return the id, as {@link WorkflowClient#redeliver(String)} takes it
	 */
	String id();

	/**
	 * The workflow to which the letter was sent.
	 * @return the workflow id
	 */
	String workflowId();

	/**
	 * What was sent.
	 * @return the name of the signal or the update; of an order to reset a run, to which
	 * event
	 */
	String name();

	/**
	 * Why it could not be delivered.
	 * @return the reason, and what to do
	 */
	String reason();

	/**
	 * The time at which the letter was accepted, by the clock of the database.
	 * @return the time, in microseconds
	 */
	Instant receivedAt();

}

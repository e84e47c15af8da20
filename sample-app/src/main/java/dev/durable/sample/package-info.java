/**
 * A web shop and four smaller samples that survive {@code kill -9}: the page on which a
 * newcomer sees what durable workflows look like.
 * <p>
 * Begin with {@link dev.durable.sample.fulfilment.OrderWorkflow}: it is the business
 * process, and reads like one. Orders come in through {@code web} or as a file through
 * {@code imports}; {@code orders} holds their rows, {@code effects} what the activities
 * have done, {@code problems} what is said to clients that ask for the impossible.
 * <p>
 * The others have a package each: {@code loans} wait for a decision, {@code trips} are
 * undone if a step is refused, {@code datasets} are long and can be steered,
 * {@code enrolments} take days and have a child workflow.
 */
@NullMarked
package dev.durable.sample;

import org.jspecify.annotations.NullMarked;

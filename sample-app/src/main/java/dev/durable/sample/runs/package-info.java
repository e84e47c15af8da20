/**
 * How web doors speak to workflows that have no rows of their own: the id makes a start
 * idempotent, a query is what clients see, and what a run refuses becomes a problem.
 * <p>
 * May use: {@code problems}. Used by: {@code loans}, {@code trips}, {@code datasets},
 * {@code enrolments}.
 */
@NullMarked
package dev.durable.sample.runs;

import org.jspecify.annotations.NullMarked;

/**
 * The business process: the workflow, its activities, and the desk at which orders are
 * placed and reviewed.
 * <p>
 * An order waits for its review before anything is reserved, so an order that is refused
 * or forgotten has no effect to undo. Returns need no review.
 * <p>
 * May use: {@code orders}, {@code effects}, {@code problems}. Used by: {@code web},
 * {@code imports}.
 */
@NullMarked
package dev.durable.sample.fulfilment;

import org.jspecify.annotations.NullMarked;

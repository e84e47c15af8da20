/**
 * An independent witness of what activities do: a process that no fault hits.
 * <p>
 * Who tells it something goes on only when that is written. Used by: {@code node}; its
 * file is read by {@code check}.
 */
@NullMarked
package dev.durable.faults.ledger;

import org.jspecify.annotations.NullMarked;

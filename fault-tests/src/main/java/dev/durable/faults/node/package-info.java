/**
 * The application that is a node: its workflow carries programs out, its activities tell
 * the ledger of each attempt before they do anything.
 * <p>
 * May use: {@code workload}, {@code ledger}. Used by: {@code driver}, which has the same
 * beans and runs none of them.
 */
@NullMarked
package dev.durable.faults.node;

import org.jspecify.annotations.NullMarked;

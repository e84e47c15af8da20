package dev.durable.node;

import dev.durable.store.OpenRuns;
import org.jspecify.annotations.Nullable;

/**
 * What is there at one time.
 *
 * @param open the open runs of all nodes, or null if the store cannot be asked
 * @param resident the runs in memory of this node
 * @param running the attempts that run on this node
 * @param waiting the attempts that wait for a thread of this node
 */
public record NodeSample(@Nullable OpenRuns open, int resident, int running, int waiting) {

}

/**
 * One instance of the application: the runs it has in memory, its activities, the group
 * commit, its lease and its poller.
 * <p>
 * The law: nothing leaves the node (an activity call, a result, an answer) before its
 * commit is durable. Everything happens in short steps that are handed to a
 * {@link dev.durable.node.NodeExecutor}; so a simulation can drive several nodes on one
 * thread from a seed.
 * <p>
 * May use: {@code dev.durable}, {@code client}, {@code history}, {@code store},
 * {@code engine}. Used by: {@code proxy}, {@code actuate}, {@code jpa},
 * {@code autoconfigure}. Internal.
 */
@NullMarked
package dev.durable.node;

import org.jspecify.annotations.NullMarked;

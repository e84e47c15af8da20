package dev.durable.node;

import dev.durable.engine.Environment;
import dev.durable.history.EventCodec;
import dev.durable.store.Store;

/**
 * What a node is made of.
 *
 * @param settings its settings
 * @param store the store
 * @param hints goes between it and other nodes
 * @param codec writes events
 * @param environment what runs share
 * @param registry what this node has code for
 * @param callerTransaction the transaction of those who call the client
 * @param executor runs the steps of the node
 * @param ids makes ids
 * @param instrumentation who looks at it
 */
public record NodeParts(NodeSettings settings, Store store, Hints hints, EventCodec codec, Environment environment,
		Registry registry, CallerTransaction callerTransaction, NodeExecutor executor, Ids ids,
		Instrumentation instrumentation) {

}

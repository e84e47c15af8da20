/**
 * Where Spring beans meet durable execution: the proxies of {@code @Workflow} and
 * {@code @Activity} beans, what they say of themselves, and the client.
 * <p>
 * The law: the same call is an event inside a workflow and a plain call outside. Which it
 * is depends on the context that is bound to the calling thread, and on nothing else.
 * <p>
 * May use: {@code dev.durable}, {@code client}, {@code history}, {@code store},
 * {@code engine}, {@code node}. Used by: {@code autoconfigure}. Internal.
 */
@NullMarked
package dev.durable.proxy;

import org.jspecify.annotations.NullMarked;

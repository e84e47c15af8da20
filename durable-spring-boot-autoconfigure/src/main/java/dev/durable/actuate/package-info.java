/**
 * Actuator: endpoints for workflows and nodes, the health of the engine, and what
 * {@code info} says.
 * <p>
 * The law: reads write nothing and have a largest size; values of users are masked unless
 * {@code show-values} allows otherwise; whatever comes from outside is checked before it
 * goes further, and a refusal names what is wrong. Operations that write exist on the web
 * only.
 * <p>
 * May use: {@code dev.durable}, {@code client}, {@code history}, {@code store},
 * {@code engine}, {@code node}. Used by: {@code autoconfigure}. Public API: the JSON.
 */
@NullMarked
package dev.durable.actuate;

import org.jspecify.annotations.NullMarked;

/**
 * Metrics and tracing by Micrometer.
 * <p>
 * The law: tags have few values, and what fails here disturbs no workflow. No span stays
 * open across a wait: the context of the caller is stored and continued from there.
 * <p>
 * May use: {@code dev.durable}, {@code client}, {@code history}, {@code store},
 * {@code engine}, {@code node}. Used by: {@code autoconfigure}. Public API: the
 * documentation of meters and observations, the contexts and conventions of observations.
 */
@NullMarked
package dev.durable.micrometer;

import org.jspecify.annotations.NullMarked;

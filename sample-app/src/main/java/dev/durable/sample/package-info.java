/**
 * Workflows that a reader understands in a minute.
 */
@NullMarked
package dev.durable.sample;

import org.jspecify.annotations.NullMarked;

/**
 * JSON: the values of user code and the events of a history as bytes, and back.
 * <p>
 * Values are read by declared types only. No class is ever loaded by a stored name,
 * whatever the application's own mapper allows.
 * <p>
 * May use: {@code dev.durable}, {@code history}. Used by: {@code autoconfigure}.
 * Internal.
 */
@NullMarked
package dev.durable.jackson;

import org.jspecify.annotations.NullMarked;

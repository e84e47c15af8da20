/**
 * The doors for single orders.
 * <p>
 * May use: {@code fulfilment}, {@code orders}, {@code effects}.
 */
@NullMarked
package dev.durable.sample.web;

import org.jspecify.annotations.NullMarked;

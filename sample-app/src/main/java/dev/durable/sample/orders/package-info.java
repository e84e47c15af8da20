/**
 * The orders as rows: what was ordered, and how far each order has come.
 * <p>
 * May use: {@code problems}. Used by everything else.
 */
@NullMarked
package dev.durable.sample.orders;

import org.jspecify.annotations.NullMarked;

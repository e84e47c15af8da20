/**
 * Who uses the workflows: starts them, speaks to them, and notes what was intended and
 * what was acknowledged.
 * <p>
 * May use: {@code workload}, {@code node}. Its log is read by {@code check}.
 */
@NullMarked
package dev.durable.faults.driver;

import org.jspecify.annotations.NullMarked;

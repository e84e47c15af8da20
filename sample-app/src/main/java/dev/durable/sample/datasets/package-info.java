/**
 * Data sets: thousands of batches that can be watched, paused and cancelled.
 * <p>
 * Begin with {@link dev.durable.sample.datasets.DataSetWorkflow}.
 * <p>
 * May use: {@code runs}, {@code effects}, {@code problems}.
 */
@NullMarked
package dev.durable.sample.datasets;

import org.jspecify.annotations.NullMarked;

/**
 * The door for files of invoices.
 * <p>
 * May use: {@code fulfilment}, {@code orders}.
 */
@NullMarked
package dev.durable.sample.imports;

import org.jspecify.annotations.NullMarked;

/**
 * A process that fails on purpose: failpoints around the store and the activities, and a
 * data source that fails at any statement or commit. No line of the product knows of
 * them.
 * <p>
 * A fault counts only if it left evidence: each one says how often it was met.
 * <p>
 * May use: {@code dev.durable}, {@code dev.durable.store}, Spring. Used by: the tests of
 * this module.
 */
@NullMarked
package dev.durable.faults.chaos;

import org.jspecify.annotations.NullMarked;

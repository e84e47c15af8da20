/**
 * Puts this project beside its peers and beside what the database can do at all: the same
 * work, the same PostgreSQL, one after the other in fresh processes of one run.
 * <p>
 * {@code Comparison} is the run; {@code Trial} is the process that measures one subject;
 * a {@code Subject} is what is measured.
 */
@NullMarked
package dev.durable.benchmarks.compare;

import org.jspecify.annotations.NullMarked;

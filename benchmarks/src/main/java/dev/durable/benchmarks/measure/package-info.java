/**
 * What programs need that measure: a database, fresh processes, figures and drawings.
 */
@NullMarked
package dev.durable.benchmarks.measure;

import org.jspecify.annotations.NullMarked;

/**
 * Measurements of the product through its starter, as an application would use it. Not
 * part of the default build; figures are printed, nothing is asserted.
 */
@NullMarked
package dev.durable.benchmarks;

import org.jspecify.annotations.NullMarked;

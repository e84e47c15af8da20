/**
 * What clients are told about their mistakes: problem details in JSON, without internals,
 * and the constraints that name the mistakes.
 */
@NullMarked
package dev.durable.sample.problems;

import org.jspecify.annotations.NullMarked;

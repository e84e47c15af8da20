/**
 * What the tests of all modules share. Not published.
 */
@NullMarked
package dev.durable.test;

import org.jspecify.annotations.NullMarked;

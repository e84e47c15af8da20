/**
 * What applications need to test their durable workflows.
 */
@NullMarked
package dev.durable.test;

import org.jspecify.annotations.NullMarked;

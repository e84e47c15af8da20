/**
 * The semantics, case by case, as a user of the starter sees them.
 */
package dev.durable.semantics;

/**
 * Entities apart from those that they are used with.
 */
package dev.durable.coexistence.items;

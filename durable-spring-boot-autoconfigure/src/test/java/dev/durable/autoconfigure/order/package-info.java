/**
 * A small application with orders, for tests of the whole starter.
 */
package dev.durable.autoconfigure.order;

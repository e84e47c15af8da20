/**
 * An application with several transaction managers, whose calls of the client must share
 * the fate of its transactions.
 */
package dev.durable.autoconfigure.transactions;

package dev.durable.sample.imports;

/**
 * A line that was not imported. If one line of an invoice is rejected, the whole invoice
 * is: half an order would be a wrong order.
 *
 * @param line the number of the line; the header is line 1
 * @param reason what is wrong with it
 */
record Rejection(long line, String reason) {
}

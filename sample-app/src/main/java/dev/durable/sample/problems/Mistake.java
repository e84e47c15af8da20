package dev.durable.sample.problems;

/**
 * What is wrong with a field of a request.
 *
 * @param field the path of the field, for example {@code lines[2].quantity}
 * @param message what is wrong with it
 */
record Mistake(String field, String message) {
}

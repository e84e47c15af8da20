/**
 * Wires the parts into a Spring Boot application. No logic of its own.
 * <p>
 * The law: nothing of the application's changes. Its entity manager factory, transaction
 * manager, JSON mapper, migrations and schedulers are the same with and without Durable.
 * <p>
 * May use: every other package. Used by: none. Internal, apart from the {@code durable.*}
 * keys.
 */
@NullMarked
package dev.durable.autoconfigure;

import org.jspecify.annotations.NullMarked;

/**
 * The storage contract on H2 and PostgreSQL, by JPA in a persistence unit of its own.
 * <p>
 * Each transaction of the engine locks the row of its fence first and asks for the clock
 * in the same breath; nothing is committed without it. What joins the caller's
 * transaction goes over the caller's connection. What a database says in its own words is
 * in its {@code SqlDialect} and nowhere else.
 * <p>
 * May use: {@code dev.durable}, {@code client}, {@code history}, {@code store}. Used by:
 * {@code autoconfigure}. Internal.
 */
@NullMarked
package dev.durable.jpa;

import org.jspecify.annotations.NullMarked;

/**
 * Faults that really happen: processes are killed and stopped, connections are cut, the
 * database restarts. Afterwards the tables are judged, not the code that wrote them.
 */
@NullMarked
package dev.durable.faults;

import org.jspecify.annotations.NullMarked;

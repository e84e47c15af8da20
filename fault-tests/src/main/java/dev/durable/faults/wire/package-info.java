/**
 * A PostgreSQL that is hard to reach: a proxy on loopback that knows enough of the
 * protocol to lose a commit, or the reply to it, on purpose.
 * <p>
 * A fault counts only if it left evidence: each kind says how often it has happened.
 * <p>
 * May use: {@code java.*} and slf4j. Used by: the tests of this module.
 */
@NullMarked
package dev.durable.faults.wire;

import org.jspecify.annotations.NullMarked;

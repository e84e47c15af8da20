/**
 * The judge: looks at tables, the file of the ledger and the log of the driver, and says
 * which promises were broken.
 * <p>
 * It knows the format of what is stored and nothing of the code that stores it: of this
 * project it uses no class outside of this package.
 */
@NullMarked
package dev.durable.faults.check;

import org.jspecify.annotations.NullMarked;

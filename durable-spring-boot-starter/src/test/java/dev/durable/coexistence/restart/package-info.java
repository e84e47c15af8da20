/**
 * An application whose classes are loaded anew at each restart.
 */
package dev.durable.coexistence.restart;

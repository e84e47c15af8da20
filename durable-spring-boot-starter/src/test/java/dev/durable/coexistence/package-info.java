/**
 * Applications of all kinds with the starter in them: what they have of their own stays
 * as it is, and their workflows run.
 */
package dev.durable.coexistence;

/**
 * What authors of workflows and activities see: annotations, the static facade, options,
 * promises, sagas and failures, and the interceptors around their code.
 * <p>
 * Nothing here knows an engine. {@link dev.durable.Durable} speaks to the
 * {@link dev.durable.WorkflowContext} that a runtime has bound to the calling thread, and
 * to nothing else.
 * <p>
 * May use: the JDK, SLF4J and Spring's stereotype annotation. Used by: every other
 * package. Public API: yes, except for the types whose description begins with
 * "Internal.".
 */
@NullMarked
package dev.durable;

import org.jspecify.annotations.NullMarked;

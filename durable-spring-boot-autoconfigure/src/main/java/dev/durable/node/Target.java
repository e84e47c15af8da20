package dev.durable.node;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Which run somebody speaks to.
 *
 * @param workflowId the workflow id
 * @param runId the run, or null for whichever is current
 */
public record Target(String workflowId, @Nullable UUID runId) {

}

package dev.durable.autoconfigure;

import java.util.Set;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the endpoint for workflows.
 *
 * @param showValues When to show arguments, results and other values of workflows.
 * @param roles Roles that are authorized to see values. When empty, all authenticated
 * users are authorized.
 */
@ConfigurationProperties("management.endpoint.workflows")
record WorkflowsEndpointProperties(@DefaultValue("never") Show showValues, @DefaultValue Set<String> roles) {

}

package dev.durable.coexistence;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The smallest application.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ GreetingWorkflow.class, Greeter.class })
class Greetings {

}

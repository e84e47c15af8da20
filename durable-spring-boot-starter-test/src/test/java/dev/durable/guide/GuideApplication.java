package dev.durable.guide;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.PropertySource;
import org.springframework.scheduling.annotation.EnableAsync;

/**
 * The application from which the pages of the guide take their code.
 */
@EnableAsync
@SpringBootApplication
@PropertySource("classpath:guide/guide.properties")
public class GuideApplication {

}

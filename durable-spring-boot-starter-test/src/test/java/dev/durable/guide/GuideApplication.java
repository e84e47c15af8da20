package dev.durable.guide;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.PropertySource;

/**
 * The application from which the pages of the guide take their code.
 */
@SpringBootApplication
@PropertySource("classpath:guide/guide.properties")
public class GuideApplication {

}

package dev.durable.benchmarks;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * The application that is measured: two workflows and an activity that does nothing.
 */
@SpringBootApplication
class BenchmarkApplication {

}

package dev.durable.faults.node;

import java.io.IOException;
import java.util.Locale;

import dev.durable.faults.ledger.Ledger;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/**
 * An ordinary Spring Boot application with workflows, on PostgreSQL. It ends when the
 * process that has started it is gone.
 */
@SpringBootApplication
public class NodeApplication {

	/**
	 * Start the node.
	 * @param args the command line
	 */
	public static void main(String[] args) {
		Thread watch = new Thread(NodeApplication::endWithParent, "parent");
		watch.setDaemon(true);
		watch.start();
		SpringApplication.run(NodeApplication.class, args);
	}

	@Bean
	Ledger ledger(@Value("${faults.ledger}") int port) {
		return new Ledger(port);
	}

	@Bean
	Build build(@Value("${durable.build-id}") String name) {
		return Build.valueOf(name.toUpperCase(Locale.ROOT));
	}

	@Bean
	Witness witness(Ledger ledger, @Value("${durable.node.name}") String node) {
		return new Witness(ledger, node);
	}

	private static void endWithParent() {
		try {
			while (System.in.read() >= 0) {
				Thread.onSpinWait();
			}
		}
		catch (IOException ex) {
			// the same: nobody is there any more
		}
		Runtime.getRuntime().halt(1);
	}

}

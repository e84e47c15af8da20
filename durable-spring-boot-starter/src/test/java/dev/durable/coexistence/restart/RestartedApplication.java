package dev.durable.coexistence.restart;

import java.time.Duration;

import dev.durable.Activity;
import dev.durable.Durable;
import dev.durable.SignalMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.WorkflowClient;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Begins a run before a restart and ends it after it.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ RestartedApplication.Meeting.class, RestartedApplication.Doorman.class })
public class RestartedApplication {

	/**
	 * Called by name, as it is of a class loader that nobody else knows.
	 * @param round which of the starts it is, or less than 0 if workflows are off
	 * @param arguments settings
	 */
	public static void run(int round, String[] arguments) throws Exception {
		try (ConfigurableApplicationContext context = SpringApplication.run(RestartedApplication.class, arguments)) {
			if (round < 0) {
				return;
			}
			WorkflowClient client = context.getBean(WorkflowClient.class);
			if (round > 0) {
				client.stub(Meeting.class, "guest-" + (round - 1)).open(new Door(round));
				Welcome welcome = client.handle("guest-" + (round - 1), Welcome.class).result(Duration.ofSeconds(30));
				require(welcome.text().equals("Hello guest-" + (round - 1)) && welcome.door() == round, welcome);
			}
			client.start(Meeting.class, (meeting) -> meeting.welcome(new Guest("guest-" + round)));
		}
	}

	/*
	 * Code that looks for classes and resources of the application finds them. The
	 * components of records are compared one by one: the JDK keeps the class of the last
	 * record that it has compared.
	 */
	private static boolean isAtHome() {
		return Thread.currentThread().getContextClassLoader() == RestartedApplication.class.getClassLoader();
	}

	private static void require(boolean condition, Welcome result) {
		if (!condition) {
			throw new IllegalStateException("Another result: " + result);
		}
	}

	record Guest(String name) {

	}

	record Door(int number) {

	}

	record Welcome(String text, int door) {

	}

	@Workflow
	static class Meeting {

		private final Doorman doorman;

		private Door open;

		Meeting(Doorman doorman) {
			this.doorman = doorman;
		}

		@WorkflowMethod(id = "#guest.name")
		Welcome welcome(Guest guest) {
			String text = this.doorman.greet(guest);
			Durable.await(() -> this.open != null);
			return new Welcome(isAtHome() ? text : "Workflows are not at home", this.open.number());
		}

		@SignalMethod
		void open(Door door) {
			this.open = door;
		}

	}

	@Activity
	static class Doorman {

		public String greet(Guest guest) {
			return isAtHome() ? "Hello " + guest.name() : "Activities are not at home";
		}

	}

}

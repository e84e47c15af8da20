package dev.durable.autoconfigure;

import java.util.stream.Stream;

import dev.durable.Activity;
import dev.durable.ActivityMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.jpa.DurablePersistence;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.predicate.ReflectionHintsPredicates;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what is generated and registered when an application is processed ahead of
 * time. That such an application runs is a test of the sample.
 */
class AotTests {

	private static final InMemoryGeneratedFiles FILES = new InMemoryGeneratedFiles();

	private static final ReflectionHintsPredicates REFLECTION = RuntimeHintsPredicates.reflection();

	private static RuntimeHints hints;

	@BeforeAll
	static void process() {
		GenericApplicationContext context = new GenericApplicationContext();
		new AnnotatedBeanDefinitionReader(context).register(Application.class);
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get(Application.class)), FILES);
		new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		generation.writeGeneratedContent();
		hints = generation.getRuntimeHints();
		new DurableRuntimeHints().registerHints(hints, null);
	}

	@Test
	void migrationsAreResources() {
		for (String database : new String[] { "h2", "postgresql" }) {
			assertThat(RuntimeHintsPredicates.resource()
				.forResource("dev/durable/schema/" + database + "/V1__initial.sql")).accepts(hints);
		}
	}

	@Test
	void entitiesAreReached() {
		assertThat(DurablePersistence.managedTypes().getManagedClassNames()).isNotEmpty()
			.allSatisfy((entity) -> assertThat(REFLECTION.onType(TypeReference.of(entity))).accepts(hints));
	}

	@Test
	void annotationsAreReached() {
		for (Class<?> annotation : new Class<?>[] { Workflow.class, WorkflowMethod.class, Activity.class,
				ActivityMethod.class, dev.durable.Retry.class, dev.durable.SignalMethod.class,
				dev.durable.QueryMethod.class, dev.durable.UpdateMethod.class, dev.durable.UpdateValidator.class }) {
			assertThat(REFLECTION.onType(annotation)).as(annotation.getName()).accepts(hints);
		}
	}

	@Test
	void virtualThreadsAreReached() {
		assertThat(REFLECTION.onType(TypeReference.of("java.lang.Thread$Builder"))).accepts(hints);
		assertThat(REFLECTION.onType(Thread.class)).accepts(hints);
	}

	@Test
	void methodsOfBeansAreCalled() throws Exception {
		assertThat(REFLECTION.onMethodInvocation(Greeting.class.getDeclaredMethod("greet", Guest.class)))
			.accepts(hints);
		assertThat(REFLECTION.onMethodInvocation(Porter.class.getDeclaredMethod("open", Guest.class))).accepts(hints);
		assertThat(REFLECTION.onType(NotInTheBuild.class)).rejects(hints);
	}

	@Test
	void valuesAreReadAndWritten() throws Exception {
		for (Class<?> value : new Class<?>[] { Guest.class, Address.class, Door.class }) {
			assertThat(REFLECTION.onType(value)).as(value.getName()).accepts(hints);
		}
		assertThat(REFLECTION.onConstructorInvocation(Closed.class.getDeclaredConstructor(String.class)))
			.accepts(hints);
	}

	@Test
	void interfacesOfBeansHaveProxies() {
		assertThat(
				RuntimeHintsPredicates.proxies().forInterfaces(AopProxyUtils.completeJdkProxyInterfaces(Opening.class)))
			.accepts(hints);
	}

	@Test
	void proxiesOfBeansAndClientsAreGenerated() {
		Stream<String> classes = FILES.getGeneratedFiles(Kind.CLASS).keySet().stream();
		String name = Greeting.class.getName().replace('.', '/') + "$$SpringCGLIB$$";
		assertThat(classes.filter((file) -> file.startsWith(name)).toList()).contains(name + "0.class",
				name + "1.class");
	}

	record Guest(String name, Address address) {

	}

	record Address(String street) {

	}

	record Door(int number) {

	}

	record NotInTheBuild(String text) {

	}

	static class Closed extends Exception {

		private static final long serialVersionUID = 1L;

		Closed(String message) {
			super(message);
		}

	}

	@Workflow
	static class Greeting {

		private final Opening porter;

		Greeting(Opening porter) {
			this.porter = porter;
		}

		@WorkflowMethod
		Door greet(Guest guest) throws Closed {
			return this.porter.open(guest);
		}

	}

	interface Opening {

		Door open(Guest guest) throws Closed;

	}

	@Activity
	static class Porter implements Opening {

		@Override
		public Door open(Guest guest) throws Closed {
			return new Door(1);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DataSourceAutoConfiguration.class, JacksonAutoConfiguration.class,
			DurableJpaAutoConfiguration.class, DurableAutoConfiguration.class })
	@Import({ Greeting.class, Porter.class })
	static class Application {

	}

}

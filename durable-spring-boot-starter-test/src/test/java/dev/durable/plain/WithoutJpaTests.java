package dev.durable.plain;

import java.util.List;

import dev.durable.Activity;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.WorkflowClient;
import jakarta.persistence.EntityManagerFactory;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for an application with nothing but the starter: that uses JPA for itself, and
 * gives the application none.
 */
@SpringBootTest(classes = WithoutJpaTests.Plain.class,
		properties = "spring.datasource.url=jdbc:h2:mem:plain;DB_CLOSE_DELAY=-1")
class WithoutJpaTests {

	@Autowired
	private ApplicationContext context;

	@Autowired
	private WorkflowClient workflows;

	@Autowired
	private JdbcClient jdbc;

	@Test
	void applicationHasNoPersistenceUnitAndTheTransactionManagerOfJdbc() {
		assertThat(this.context.getBeansOfType(EntityManagerFactory.class)).isEmpty();
		assertThat(this.context.getBean(PlatformTransactionManager.class)).isInstanceOf(JdbcTransactionManager.class);
	}

	@Test
	void activityMayRollBackAPartOfItsTransaction() {
		this.jdbc.sql("create table note (text varchar(99))").update();
		String result = this.workflows.start(Notes.class, Notes::write).result();
		assertThat(result).isEqualTo("written");
		assertThat(this.jdbc.sql("select text from note").query(String.class).list())
			.isEqualTo(List.of("before", "after"));
	}

	@EnableAutoConfiguration
	@Import({ Notes.class, Writer.class })
	static class Plain {

	}

	@Workflow
	static class Notes {

		private final Writer writer;

		Notes(Writer writer) {
			this.writer = writer;
		}

		@WorkflowMethod
		public String write() {
			return this.writer.write();
		}

	}

	@Activity
	static class Writer {

		private final JdbcClient jdbc;

		private final TransactionTemplate nested;

		Writer(JdbcClient jdbc, PlatformTransactionManager manager) {
			this.jdbc = jdbc;
			this.nested = new TransactionTemplate(manager);
			this.nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
		}

		@Transactional
		public String write() {
			write("before");
			this.nested.executeWithoutResult((status) -> {
				write("undone");
				status.setRollbackOnly();
			});
			write("after");
			return "written";
		}

		private void write(String text) {
			this.jdbc.sql("insert into note values (?)").param(text).update();
		}

	}

}

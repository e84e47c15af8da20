package dev.durable.autoconfigure;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import dev.durable.ApplicationFailure;
import dev.durable.autoconfigure.order.Effects;
import dev.durable.autoconfigure.order.Order;
import dev.durable.autoconfigure.order.OrderApplication;
import dev.durable.autoconfigure.order.OrderApplication.Orders;
import dev.durable.autoconfigure.order.OrderWorkflow;
import dev.durable.autoconfigure.order.Receipt;
import dev.durable.autoconfigure.order.ShippingActivities;
import dev.durable.autoconfigure.order.ThreadWorkflow;
import dev.durable.client.WorkflowAlreadyStarted;
import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowFailed;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowIdConflictPolicy;
import dev.durable.client.WorkflowQuery;
import dev.durable.client.WorkflowStatus;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.metamodel.EntityType;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.transaction.PlatformTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for the whole starter: a small application with orders, on a real database, that
 * is started, stopped and started again.
 */
@Timeout(60)
abstract class AbstractOrderScenarioTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();

	private ConfigurableApplicationContext context;

	abstract Map<String, Object> database();

	@BeforeEach
	void start() {
		this.context = startNode();
	}

	@AfterEach
	void stop() {
		this.contexts.forEach(ConfigurableApplicationContext::close);
	}

	private ConfigurableApplicationContext startNode() {
		ConfigurableApplicationContext started = new SpringApplicationBuilder(OrderApplication.class)
			.web(WebApplicationType.NONE)
			.properties(database())
			.properties("spring.jpa.hibernate.ddl-auto=update", "spring.main.banner-mode=off",
					"durable.poller.interval=100ms", "spring.jpa.open-in-view=false")
			.run();
		this.contexts.add(started);
		return started;
	}

	private Orders orders() {
		return this.context.getBean(Orders.class);
	}

	private WorkflowClient client() {
		return this.context.getBean(WorkflowClient.class);
	}

	private List<String> effects(String orderId) {
		return this.context.getBean(JdbcTemplate.class)
			.queryForList("select activity from effect where order_id = ? order by id", String.class, orderId);
	}

	@Test
	void orderIsProcessed() throws Exception {
		Receipt receipt = orders().place(Order.of("1")).result(LIMIT);
		assertThat(receipt).isEqualTo(
				new Receipt("1", new BigDecimal("12.50"), Map.of("parcel-1", 2, "calls", 1), Optional.of("thanks")));
		assertThat(effects("1")).containsExactly("charge");
		assertThat(client().handle("order-1", Receipt.class).describe().status()).isEqualTo(WorkflowStatus.COMPLETED);
	}

	@Test
	void startThatIsRolledBackLeavesNoTrace() {
		assertThatIllegalStateException().isThrownBy(() -> orders().placeAndFail(Order.of("2")))
			.withMessage("no stock");
		assertThat(client().list(WorkflowQuery.where().idPrefix("order-2"))).isEmpty();
		assertThat(this.context.getBean(JdbcTemplate.class)
			.queryForObject("select count(*) from orders where id = '2'", Integer.class)).isZero();
	}

	@Test
	void failedAttemptsOfTransactionalActivityLeaveNoRows() throws Exception {
		orders().place(new Order("3", BigDecimal.TEN, List.of("flaky"))).result(LIMIT);
		assertThat(this.context.getBean(JdbcTemplate.class)
			.queryForList("select attempt from effect where order_id = '3'", Integer.class)).containsExactly(3);
	}

	@Test
	void compensationRunsWhenShipmentFails() {
		WorkflowHandle<Receipt> run = orders().place(new Order("4", BigDecimal.TEN, List.of("unserved")));
		assertThatExceptionOfType(WorkflowFailed.class).isThrownBy(() -> run.result(LIMIT))
			.havingRootCause()
			.isInstanceOfSatisfying(ApplicationFailure.class,
					(failure) -> assertThat(failure.type()).isEqualTo("Unserved"));
		assertThat(effects("4")).containsExactly("charge", "refund");
		assertThat(this.context.getBean(JdbcTemplate.class)
			.queryForObject("select status from orders where id = '4'", String.class)).isEqualTo("REFUNDED");
	}

	@Test
	void declaredExceptionIsCaughtByItsOwnType() throws Exception {
		Receipt receipt = orders().place(new Order("5", BigDecimal.ZERO, List.of("tea"))).result(LIMIT);
		assertThat(receipt.remark()).contains("total 0");
		assertThat(effects("5")).isEmpty();
	}

	@Test
	void declaredExceptionIsCaughtOnReplayAfterRestart() throws Exception {
		orders().place(new Order("6", BigDecimal.ZERO, List.of("tea"))).result(LIMIT);
		this.context.close();
		this.context = startNode();
		OrderWorkflow stub = client().stub(OrderWorkflow.class, "order-6");
		assertThat(stub.status()).contains("DECLINED");
	}

	@Test
	void signalAfterRestartLetsTheRunGoOn() throws Exception {
		orders().place(new Order("7", BigDecimal.TEN, List.of("review")));
		OrderWorkflow before = client().stub(OrderWorkflow.class, "order-7");
		Awaitility.await().atMost(LIMIT).until(() -> before.status().orElse("").equals("CHARGED"));
		this.context.close();
		this.context = startNode();
		client().stub(OrderWorkflow.class, "order-7").approve();
		assertThat(client().handle("order-7", Receipt.class).result(LIMIT).orderId()).isEqualTo("7");
		assertThat(effects("7")).containsExactly("charge");
	}

	@Test
	void runsOfANodeThatHasLeftGoOnAtAnother() throws Exception {
		ConfigurableApplicationContext other = startNode();
		orders().place(new Order("20", BigDecimal.TEN, List.of("review")));
		OrderWorkflow stub = client().stub(OrderWorkflow.class, "order-20");
		Awaitility.await().atMost(LIMIT).until(() -> stub.status().orElse("").equals("CHARGED"));
		this.context.close();
		this.context = other;
		client().stub(OrderWorkflow.class, "order-20").approve();
		assertThat(client().handle("order-20", Receipt.class).result(LIMIT).orderId()).isEqualTo("20");
		assertThat(effects("20")).containsExactly("charge");
	}

	@Test
	void manyStartsOfOneIdFromTwoNodesGiveOneRun() {
		ConfigurableApplicationContext other = startNode();
		Order order = new Order("21", BigDecimal.TEN, List.of("review"));
		Set<String> runs = IntStream.range(0, 40)
			.parallel()
			.mapToObj((index) -> (index % 2 == 0) ? client() : other.getBean(WorkflowClient.class))
			.map((client) -> client
				.start(OrderWorkflow.class, (workflow) -> workflow.process(order),
						(options) -> options.conflictPolicy(WorkflowIdConflictPolicy.USE_EXISTING))
				.runId())
			.collect(Collectors.toSet());
		assertThat(runs).hasSize(1);
	}

	@Test
	void threadStartedInsideAWorkflowIsToldApart() {
		WorkflowHandle<String> run = client().start(ThreadWorkflow.class, (workflow) -> workflow.run());
		assertThat(run.result()).contains("ShippingActivities.ship").contains("Use Durable.async");
	}

	@Test
	void applicationsOwnPersistenceIsUntouched() {
		assertThat(this.context.getBeanNamesForType(EntityManagerFactory.class))
			.containsExactly("entityManagerFactory");
		assertThat(this.context.getBeanNamesForType(PlatformTransactionManager.class))
			.containsExactly("transactionManager");
		assertThat(this.context.getBeanNamesForType(DataSource.class)).containsExactly("dataSource");
		assertThat(this.context.getBeanNamesForType(PersistenceManagedTypes.class)).hasSize(1);
		assertThat(this.context.getBeanNamesForType(JsonMapper.class)).hasSize(1);
		assertThat(this.context.getBeanNamesForType(Flyway.class)).containsExactly("flyway");
		assertThat(this.context.getBean(EntityManagerFactory.class).getMetamodel().getEntities())
			.extracting(EntityType::getName)
			.containsExactlyInAnyOrder("OrderRow", "EffectRow");
	}

	@Test
	void workflowBeanStartsAndWaitsAndIsIdempotent() {
		OrderWorkflow bean = this.context.getBean(OrderWorkflow.class);
		assertThat(bean.process(Order.of("8")).orderId()).isEqualTo("8");
		assertThat(orders().callInTransaction(Order.of("9")).orderId()).isEqualTo("9");
		assertThatIllegalStateException().isThrownBy(bean::approve)
			.withMessageContaining("client.stub(OrderWorkflow.class, id).approve(...)");
	}

	@Test
	void waitingForWhatTheTransactionHasStartedIsRefused() {
		assertThatIllegalStateException().isThrownBy(() -> orders().placeAndWait(Order.of("10")))
			.withMessageContaining("Start, commit, then wait");
		assertThatIllegalStateException().isThrownBy(() -> orders().placeAndCall(Order.of("11")))
			.withMessageContaining("Start, commit, then wait");
	}

	@Test
	void openIdIsRefused() {
		Order order = new Order("12", BigDecimal.TEN, List.of("review"));
		client().start(OrderWorkflow.class, (workflow) -> workflow.process(order));
		assertThatExceptionOfType(WorkflowAlreadyStarted.class)
			.isThrownBy(() -> client().start(OrderWorkflow.class, (workflow) -> workflow.process(order)));
	}

	@Test
	void activityIsPlainCallOutsideOfWorkflows() {
		Effects effects = this.context.getBean(Effects.class);
		this.context.getBean(ShippingActivities.class).ship(List.of("tea"));
		assertThat(effects.count("ship")).isOne();
	}

}

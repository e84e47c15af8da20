package dev.durable.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

import dev.durable.client.WorkflowIdConflictPolicy;
import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.client.WorkflowStatus;
import dev.durable.engine.ContextPropagation;
import dev.durable.engine.Environment;
import dev.durable.engine.RunLimits;
import dev.durable.engine.Stubs;
import dev.durable.engine.WorkflowType;
import dev.durable.engine.WorkflowTypes;
import dev.durable.history.Admission;
import dev.durable.history.Event;
import dev.durable.history.EventCodec;
import dev.durable.history.Incoming;
import dev.durable.history.Payload;
import dev.durable.history.Recorded;
import dev.durable.history.RetrySettings;
import dev.durable.history.StartDetails;
import dev.durable.history.Terminal;
import dev.durable.jackson.JacksonEventCodec;
import dev.durable.store.LetterKind;
import dev.durable.store.OutgoingLetter;
import dev.durable.store.RunRow;
import dev.durable.store.StuckMark;
import org.junit.jupiter.api.AfterEach;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One workflow, {@code test}, on one simulated node after another, in virtual time.
 */
abstract class SimulatedNodeTests {

	static final EventCodec CODEC = new JacksonEventCodec();

	static final Target TEST = new Target("test", null);

	static final NodeSettings EVICTING = evicting(NodeSettings.of("test", "build"));

	private static final int STEPS_MAX = 20_000;

	final SimulatedWorld world = new SimulatedWorld(1, 0);

	final List<String> effects = new ArrayList<>();

	@AfterEach
	void endProcesses() {
		List.copyOf(this.world.nodes).forEach(SimulatedNode::crash);
	}

	SimulatedNode node(String build, WorkflowType type) {
		SimulatedNode node = add(build);
		node.start(new Registry(Map.of("Test", type), Map.of("effect", activity("effect"))));
		return node;
	}

	SimulatedNode node(WorkflowType type, RegisteredActivity... activities) {
		return node(Map.of("Test", type), activities);
	}

	SimulatedNode node(Map<String, WorkflowType> types, RegisteredActivity... activities) {
		SimulatedNode node = add("build");
		Map<String, RegisteredActivity> registered = new HashMap<>();
		for (RegisteredActivity activity : activities) {
			registered.put(activity.name(), activity);
		}
		node.start(new Registry(types, registered));
		return node;
	}

	private static NodeSettings evicting(NodeSettings settings) {
		return new NodeSettings(settings.name(), settings.buildId(), settings.leaseDuration(), settings.renewInterval(),
				settings.pollInterval(), settings.pollBatch(), 0, settings.parkAfter(), settings.maxActivities(),
				settings.transactionalSlots(), settings.shutdownGrace(), null, true, settings.queues(),
				settings.timeoutGrace(), null);
	}

	SimulatedNode add(String build) {
		return add(NodeSettings.of("test", build));
	}

	SimulatedNode add(NodeSettings settings) {
		SimulatedNode node = new SimulatedNode(this.world, settings, environment(settings.buildId()), CODEC);
		this.world.nodes.add(node);
		return node;
	}

	private Environment environment(String build) {
		Environment shared = WorkflowTypes.ENVIRONMENT;
		return new Environment(shared.converter(), shared.threads(), shared.bugs(), shared.blocked(), shared.drift(),
				this.world.ids::next, Stubs.NONE, ContextPropagation.NONE, RunLimits.DEFAULTS,
				new KnownBuilds(FaultyStore.failingWhenTold(this.world), build));
	}

	static RegisteredActivity code(String name, WorkflowTypes.CodeWithArguments code) {
		return new RegisteredActivity(name, Object::new, WorkflowTypes.code(String.class, code), List.of(), null);
	}

	static StartRequest request(StartDetails details) {
		return request(details, WorkflowIdConflictPolicy.FAIL, Duration.ZERO);
	}

	static StartRequest request(StartDetails details, WorkflowIdConflictPolicy policy, Duration delay) {
		return new StartRequest("test", "Test", arguments(), policy, WorkflowIdReusePolicy.ALLOW_DUPLICATE, delay,
				details);
	}

	static StartDetails timeouts(Duration execution, Duration run, RetrySettings retry) {
		return new StartDetails(1, StartDetails.DEFAULT_QUEUE, execution, null, run, retry, null, Map.of(), Map.of(),
				Map.of(), null, Admission.FREE);
	}

	static Payload arguments(Object... values) {
		return WorkflowTypes.CONVERTER.writeArguments(values);
	}

	/**
	 * Let a node do something as soon as it has joined, and wait until it has.
	 */
	<T> T ask(SimulatedNode node, Function<Node, T> question) {
		List<T> answer = new ArrayList<>();
		RuntimeException[] failure = new RuntimeException[1];
		this.world.add(node, Duration.ofMillis(10), () -> {
			try {
				answer.add(question.apply(node.node));
			}
			catch (RuntimeException ex) {
				failure[0] = ex;
			}
		});
		until(() -> !answer.isEmpty() || failure[0] != null);
		if (failure[0] != null) {
			throw failure[0];
		}
		return answer.get(0);
	}

	void tell(SimulatedNode node, Consumer<Node> order) {
		ask(node, (service) -> {
			order.accept(service);
			return true;
		});
	}

	CompletableFuture<StartedRun> start(SimulatedNode node, StartRequest request) {
		pass(Duration.ofMillis(100));
		CompletableFuture<StartedRun> started = ask(node, (service) -> service.startAsync(request));
		until(started::isDone);
		return started;
	}

	/**
	 * Let time pass.
	 */
	void pass(Duration time) {
		long end = this.world.nanos() + time.toNanos();
		this.world.add(null, time, () -> {
		});
		until(() -> this.world.nanos() >= end);
	}

	void untilStatus(WorkflowStatus status) {
		until(() -> row() != null && row().status() == status);
	}

	List<Event> events() {
		return events(row().runId());
	}

	List<Event> events(UUID runId) {
		return Loading.decode(Queries.history(this.world.store, runId), CODEC).stream().map(Recorded::event).toList();
	}

	List<String> kinds() {
		return events().stream().map(Event::kind).toList();
	}

	Event end() {
		List<Event> events = events();
		return events.get(events.size() - 1);
	}

	Object result() {
		return WorkflowTypes.CONVERTER.read(((Terminal.WorkflowCompleted) end()).result(), Object.class);
	}

	RegisteredActivity activity(String name) {
		return new RegisteredActivity(name, Object::new, WorkflowTypes.code(String.class, (arguments) -> {
			this.effects.add(name);
			return name;
		}), List.of(), null);
	}

	void start(SimulatedNode node) {
		this.world.add(node, Duration.ofSeconds(1), () -> node.node.startAsync(new StartRequest("test", "Test",
				WorkflowTypes.CONVERTER.writeArguments(new Object[0]), WorkflowIdConflictPolicy.FAIL)));
	}

	void signal(String name, Payload arguments) {
		byte[] data = CODEC.encode(new Incoming.SignalReceived(name, arguments));
		this.world.store.send(new OutgoingLetter("test", null, LetterKind.SIGNAL, name, data, null));
	}

	RunRow row() {
		return this.world.store.find("test").orElse(null);
	}

	StuckMark mark() {
		return (row() != null) ? row().stuck() : null;
	}

	void until(BooleanSupplier condition) {
		for (int step = 0; !condition.getAsBoolean(); step++) {
			assertThat(step).as("steps, with " + row()).isLessThan(STEPS_MAX);
			this.world.step();
		}
	}

}

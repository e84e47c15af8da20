package dev.durable.semantics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import dev.durable.ActivityOptions;
import dev.durable.Durable;
import dev.durable.Promise;
import dev.durable.QueryMethod;
import dev.durable.SignalMethod;
import dev.durable.UpdateMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.WorkflowClient;

/**
 * A workflow whose code comes from the test that has started it, so that each test shows
 * the code that it is about. What the code notes is the result.
 */
@Workflow(name = "Scripted")
class Scripted {

	private static final Map<String, Script> SCRIPTS = new ConcurrentHashMap<>();

	private static final Set<String> FIXED = ConcurrentHashMap.newKeySet();

	private final ScriptedActivities activities;

	private final List<String> notes = new ArrayList<>();

	private final List<String> signals = new ArrayList<>();

	Scripted(ScriptedActivities activities) {
		this.activities = activities;
	}

	/**
	 * Give the code of a workflow, or with a name behind the id that of a handler.
	 */
	static void give(String id, Script script) {
		SCRIPTS.put(id, script);
	}

	/**
	 * Deploy a fixed build of a workflow, so to speak.
	 */
	static void fix(String id) {
		FIXED.add(id);
	}

	/**
	 * Ask for an update whose id is its name.
	 */
	static String change(WorkflowClient client, String id, String name) {
		try {
			return client.stub(Scripted.class, id, (options) -> options.updateId(name)).change(name);
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	@WorkflowMethod
	public List<String> run() throws Exception {
		play("");
		return this.notes;
	}

	@SignalMethod
	public void send(String name) {
		this.signals.add(name);
	}

	@SignalMethod
	public void handle(String name) throws Exception {
		play("/" + name);
	}

	@UpdateMethod
	public String change(String name) throws Exception {
		play("/" + name);
		return name;
	}

	@QueryMethod
	public String ask(String name) throws Exception {
		play("/" + name);
		return name;
	}

	@QueryMethod
	public List<String> notes() {
		return this.notes;
	}

	private void play(String name) throws Exception {
		String id = Durable.info().workflowId() + name;
		Objects.requireNonNull(SCRIPTS.get(id), id).run(this);
	}

	void note(Object note) {
		this.notes.add(String.valueOf(note));
	}

	boolean isFixed() {
		return FIXED.contains(Durable.info().workflowId());
	}

	boolean has(String signal) {
		return this.signals.contains(signal);
	}

	void awaitSignal(String signal) {
		Durable.await(() -> has(signal));
	}

	String perform(String activity) {
		return this.activities.perform(activity);
	}

	String perform(String activity, Consumer<ActivityOptions.Builder> options) {
		return Durable.with(this.activities, options).perform(activity);
	}

	Promise<String> performAsync(String activity) {
		return Durable.async(() -> perform(activity));
	}

	Promise<String> performAsync(String activity, Consumer<ActivityOptions.Builder> options) {
		return Durable.async(() -> perform(activity, options));
	}

}

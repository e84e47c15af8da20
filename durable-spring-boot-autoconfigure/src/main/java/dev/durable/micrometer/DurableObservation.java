package dev.durable.micrometer;

import java.util.Locale;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observations of workflows. What callers do is observed on their threads; turns and
 * attempts continue the trace of the caller, on whichever node, and none is open while a
 * workflow waits. A replay is not observed.
 */
public enum DurableObservation implements ObservationDocumentation {

	/**
	 * A workflow is started, in the transaction of the caller if there is one. Its turns
	 * and activities continue this span.
	 */
	WORKFLOW_START("durable.workflow.start", DefaultClientCallObservationConvention.class,
			new KeyName[] { LowKeys.TYPE }, new KeyName[] { HighKeys.WORKFLOW_ID, HighKeys.RUN_ID }),

	/**
	 * A signal is sent. The turn that takes it continues this span.
	 */
	WORKFLOW_SIGNAL("durable.workflow.signal", DefaultClientCallObservationConvention.class,
			new KeyName[] { LowKeys.TYPE }, new KeyName[] { HighKeys.WORKFLOW_ID, HighKeys.HANDLER }),

	/**
	 * A query is asked and answered, both on the thread of the caller.
	 */
	WORKFLOW_QUERY("durable.workflow.query", DefaultClientCallObservationConvention.class,
			new KeyName[] { LowKeys.TYPE }, new KeyName[] { HighKeys.WORKFLOW_ID, HighKeys.HANDLER }),

	/**
	 * An update is asked for, until it is answered. The turn that takes it continues this
	 * span.
	 */
	WORKFLOW_UPDATE("durable.workflow.update", DefaultClientCallObservationConvention.class,
			new KeyName[] { LowKeys.TYPE }, new KeyName[] { HighKeys.WORKFLOW_ID, HighKeys.HANDLER }),

	/**
	 * Workflow code takes one event, until all of its branches are blocked.
	 */
	WORKFLOW_TURN("durable.workflow.turn", DefaultTurnObservationConvention.class,
			new KeyName[] { LowKeys.TYPE, LowKeys.EVENT, LowKeys.OUTCOME },
			new KeyName[] { HighKeys.WORKFLOW_ID, HighKeys.RUN_ID }),

	/**
	 * One attempt of an activity.
	 */
	ACTIVITY_ATTEMPT("durable.activity.attempt", DefaultActivityAttemptObservationConvention.class,
			new KeyName[] { LowKeys.TYPE, LowKeys.ACTIVITY, LowKeys.OUTCOME },
			new KeyName[] { HighKeys.WORKFLOW_ID, HighKeys.RUN_ID, HighKeys.ATTEMPT });

	private final String name;

	private final Class<? extends ObservationConvention<? extends Observation.Context>> convention;

	private final KeyName[] low;

	private final KeyName[] high;

	DurableObservation(String name, Class<? extends ObservationConvention<? extends Observation.Context>> convention,
			KeyName[] low, KeyName[] high) {
		this.name = name;
		this.convention = convention;
		this.low = low;
		this.high = high;
	}

	/**
	 * Return the name that the default convention gives.
	 * @return the name
	 */
	public String defaultName() {
		return this.name;
	}

	@Override
	public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
		return this.convention;
	}

	@Override
	public KeyName[] getLowCardinalityKeyNames() {
		return this.low.clone();
	}

	@Override
	public KeyName[] getHighCardinalityKeyNames() {
		return this.high.clone();
	}

	/**
	 * Keys with few values, which become tags of meters as well.
	 */
	public enum LowKeys implements KeyName {

		/** The workflow type, {@code none} where the caller does not say it. */
		TYPE,

		/** The activity. */
		ACTIVITY,

		/** The kind of the event that a turn takes. */
		EVENT,

		/** How it has ended; {@code unknown} until then. */
		OUTCOME;

		@Override
		public String asString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	/**
	 * Keys with as many values as there are workflows, for spans only.
	 */
	public enum HighKeys implements KeyName {

		/** The workflow id. */
		WORKFLOW_ID("workflow.id"),

		/** The run. */
		RUN_ID("run.id"),

		/** The signal, query or update. */
		HANDLER("handler"),

		/** The number of the attempt. */
		ATTEMPT("attempt");

		private final String key;

		HighKeys(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

}

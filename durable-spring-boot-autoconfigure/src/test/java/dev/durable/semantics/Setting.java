package dev.durable.semantics;

import java.util.ArrayList;
import java.util.List;

/**
 * One way to run the cases.
 *
 * @param storage where histories are
 * @param mode what happens to runs between their turns
 */
record Setting(Storage storage, Mode mode) {

	/** A part of the names of the settings that are wanted, all of them by default. */
	private static final String WANTED = System.getProperty("durable.semantics.setting", "");

	static List<Setting> all() {
		List<Setting> all = new ArrayList<>();
		for (Storage storage : Storage.values()) {
			for (Mode mode : Mode.values()) {
				all.add(new Setting(storage, mode));
			}
		}
		return all.stream().filter(Setting::isRun).toList();
	}

	/*
	 * What queues need of each store is in its contract.
	 */
	private boolean isRun() {
		return (this.mode != Mode.QUEUED || this.storage == Storage.POSTGRESQL) && toString().contains(WANTED);
	}

	@Override
	public String toString() {
		return this.storage + " " + this.mode;
	}

}

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

	static List<Setting> all() {
		List<Setting> all = new ArrayList<>();
		for (Storage storage : Storage.values()) {
			for (Mode mode : Mode.values()) {
				all.add(new Setting(storage, mode));
			}
		}
		return all;
	}

	@Override
	public String toString() {
		return this.storage + " " + this.mode;
	}

}

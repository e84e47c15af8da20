package dev.durable.engine;

import org.jspecify.annotations.Nullable;

/**
 * Which build of the workflow code runs here, and which ones came after it.
 */
public interface Builds {

	/**
	 * Nothing is known of builds: none is named, and none came after another.
	 */
	Builds UNKNOWN = new Builds() {

		@Override
		public @Nullable String current() {
			return null;
		}

		@Override
		public boolean cameAfter(String other) {
			return false;
		}

	};

	/**
	 * Return the build that runs here.
	 * @return its id, or null if it is not known
	 */
	@Nullable String current();

	/**
	 * Tell whether another build was seen for the first time after the one that runs
	 * here.
	 * @param other the id of the other build
	 * @return false also if either of them was never seen, and if they are the same
	 */
	boolean cameAfter(String other);

}

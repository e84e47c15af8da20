package dev.durable.proxy;

import java.util.Collection;
import java.util.List;

/**
 * What the configuration of the application says about activities.
 */
public interface ActivityConfiguration {

	/**
	 * Nothing is configured.
	 */
	ActivityConfiguration NONE = new ActivityConfiguration() {

		@Override
		public ActivityOverrides defaults() {
			return ActivityOverrides.NONE;
		}

		@Override
		public ActivityOverrides of(String activity) {
			return ActivityOverrides.NONE;
		}

		@Override
		public List<String> unknown(Collection<String> activities) {
			return List.of();
		}

	};

	/**
	 * Return what holds for all activities that do not say something else.
	 * @return the options
	 */
	ActivityOverrides defaults();

	/**
	 * Return what holds for one activity, whatever its annotation says.
	 * @param activity the name of the activity
	 * @return the options
	 */
	ActivityOverrides of(String activity);

	/**
	 * Find settings that are for no activity.
	 * @param activities the names of all activities
	 * @return the keys of those settings
	 */
	List<String> unknown(Collection<String> activities);

}

package dev.durable.engine;

import dev.durable.history.Recorded;

/**
 * An activity whose result is not known yet.
 *
 * @param scheduled the stored command
 * @param type the activity as the code declares it
 * @param promise what the code waits for
 */
record OpenActivity(Recorded scheduled, ActivityType type, RunPromise<Object> promise) {

}

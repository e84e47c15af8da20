package dev.durable.engine;

import java.util.Map;

/**
 * What a branch takes over from where it was created.
 *
 * @param scope the scope that it runs in
 * @param headers the context of the caller, by propagator
 * @param inUpdate whether it works for the handler of an update
 */
record Origin(Scope scope, Map<String, String> headers, boolean inUpdate) {

}

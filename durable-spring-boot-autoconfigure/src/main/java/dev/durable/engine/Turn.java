package dev.durable.engine;

import java.util.List;

import dev.durable.history.Recorded;

/**
 * One turn: what came in, and what the code asked for in answer.
 *
 * @param incoming the incoming event
 * @param commands the commands, in order
 */
public record Turn(Recorded incoming, List<Recorded> commands) {

}

package dev.durable.node;

/**
 * Who looks at a node.
 *
 * @param listener is told what happens
 * @param observer stands around the code of users
 */
public record Instrumentation(NodeListener listener, CodeObserver observer) {

	/**
	 * Nobody looks.
	 */
	public static final Instrumentation NONE = new Instrumentation(NodeListener.NONE, CodeObserver.NONE);

}

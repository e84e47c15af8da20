package dev.durable.guide.branches;

import java.util.ArrayList;
import java.util.List;

import dev.durable.Durable;
import dev.durable.DurableQueue;
import dev.durable.SignalMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

// tag::branch-queue[]
@Workflow
public class PackingWorkflow {

	private DurableQueue<String> items;

	@WorkflowMethod(id = "'packing-' + #station")
	public List<String> pack(String station) {
		this.items = Durable.queue(100); // here, not in the constructor
		List<String> packed = new ArrayList<>();
		String item = this.items.take();
		while (!item.equals("end")) {
			packed.add(item);
			item = this.items.take();
		}
		return packed;
	}

	@SignalMethod
	public void arrived(String item) {
		this.items.put(item);
	}

}
// end::branch-queue[]

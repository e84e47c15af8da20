package dev.durable.guide.determinism;

import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.stereotype.Component;

@Component
public class RaffleSettings {

	private final AtomicInteger prize = new AtomicInteger(100);

	public int prize() {
		return this.prize.getAndIncrement();
	}

}

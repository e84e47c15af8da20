package dev.durable.faults.check;

import java.util.List;

/**
 * Evaluates all promises that can be judged from what is known after a run.
 */
public final class Checker {

	private Checker() {
	}

	/**
	 * Judge what is left of a run.
	 * @param world all that is known
	 * @return what was broken, empty if all promises were kept
	 */
	public static List<Violation> check(World world) {
		Findings findings = new Findings();
		new StartChecks(world, findings).check();
		new HistoryChecks(world, findings).check();
		new OutcomeChecks(world, findings).check();
		new ActivityChecks(world, findings).check();
		new EffectChecks(world, findings).check();
		new LetterChecks(world, findings).check();
		new TimerChecks(world, findings).check();
		new TakeoverChecks(world, findings).check();
		new BuildChecks(world, findings).check();
		new CallerChecks(world, findings).check();
		new KeyChecks(world, findings).check();
		return findings.violations();
	}

}

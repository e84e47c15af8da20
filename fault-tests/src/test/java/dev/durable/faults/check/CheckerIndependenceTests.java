package dev.durable.faults.check;

import java.nio.file.Path;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

/**
 * Tests for what the judge knows: the tables and the logs, nothing of those who write
 * them.
 */
class CheckerIndependenceTests {

	@Test
	void judgeUsesNothingOfTheEngineAndNothingOfTheDriver() {
		classes().that()
			.resideInAPackage("dev.durable.faults.check")
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage("dev.durable.faults.check", "java..", "javax.sql..", "tools.jackson..",
					"org.jspecify..")
			.check(new ClassFileImporter().importPath(Path.of("target", "classes")));
	}

}

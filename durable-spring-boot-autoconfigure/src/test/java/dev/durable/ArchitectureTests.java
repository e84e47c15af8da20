package dev.durable;

import java.io.ObjectInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.ClassUtils;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the direction of the packages: a package may use those below it, never those
 * above or beside it, and each technology stays in the package named after it.
 */
class ArchitectureTests {

	private static final Logger logger = LoggerFactory.getLogger(ArchitectureTests.class);

	private static final String ROOT = "dev.durable";

	/** From the bottom up. */
	private static final List<String> CORE = List.of(ROOT, ROOT + ".client..", ROOT + ".history..", ROOT + ".store..",
			ROOT + ".engine..", ROOT + ".node..");

	/** Beside each other, above the core. */
	private static final List<String> TECHNOLOGIES = List.of(ROOT + ".proxy..", ROOT + ".jpa..", ROOT + ".jackson..",
			ROOT + ".actuate..", ROOT + ".console..", ROOT + ".micrometer..");

	private static final String AUTOCONFIGURE = ROOT + ".autoconfigure..";

	private static final List<String> LIBRARIES = List.of("java..", "org.slf4j..", "org.jspecify..");

	/** What makes the annotations of the root package stereotypes. */
	private static final List<String> STEREOTYPES = List.of("org.springframework.stereotype..",
			"org.springframework.core.annotation..");

	private static final int CLASSES_MIN = 101;

	private static final int PACKAGE_PRIVATE_PERCENT_MIN = 40;

	private static final JavaClasses PRODUCT = new ClassFileImporter().importPath(Path.of("target", "classes"));

	@Test
	void enoughClassesAreSeen() {
		assertThat(PRODUCT).hasSizeGreaterThanOrEqualTo(CLASSES_MIN);
	}

	@ParameterizedTest
	@FieldSource("CORE")
	void corePackageUsesOnlyWhatIsBelow(String corePackage) {
		List<String> allowed = new ArrayList<>(LIBRARIES);
		allowed.addAll(CORE.subList(0, CORE.indexOf(corePackage) + 1));
		if (corePackage.equals(ROOT)) {
			allowed.addAll(STEREOTYPES);
		}
		classes().that()
			.resideInAPackage(corePackage)
			.should()
			.onlyDependOnClassesThat(resideInAnyPackage(allowed.toArray(String[]::new)))
			.allowEmptyShould(true)
			.check(PRODUCT);
	}

	@ParameterizedTest
	@FieldSource("TECHNOLOGIES")
	void technologiesDoNotKnowEachOther(String technology) {
		List<String> forbidden = new ArrayList<>(TECHNOLOGIES);
		forbidden.remove(technology);
		forbidden.add(AUTOCONFIGURE);
		noClasses().that()
			.resideInAPackage(technology)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(forbidden.toArray(String[]::new))
			.allowEmptyShould(true)
			.check(PRODUCT);
	}

	@Test
	void everyPackageHasItsPlaceInTheDrawing() {
		List<String> drawing = new ArrayList<>(CORE);
		drawing.addAll(TECHNOLOGIES);
		drawing.add(AUTOCONFIGURE);
		classes().should().resideInAnyPackage(drawing.toArray(String[]::new)).allowEmptyShould(true).check(PRODUCT);
	}

	@Test
	void packagesAreFreeOfCycles() {
		slices().assignedFrom(new EachPackage()).should().beFreeOfCycles().allowEmptyShould(true).check(PRODUCT);
	}

	@Test
	void jpaIsUsedInJpaOnly() {
		onlyIn(List.of(ROOT + ".jpa..", AUTOCONFIGURE), "jakarta.persistence..", "org.hibernate..",
				"org.springframework.orm..", "org.springframework.data..");
	}

	@Test
	void aopIsUsedInProxyOnly() {
		onlyIn(List.of(ROOT + ".proxy.."), "org.springframework.aop..", "org.aopalliance..", "org.aspectj..");
	}

	@Test
	void jacksonIsUsedInJacksonOnly() {
		onlyIn(List.of(ROOT + ".jackson..", AUTOCONFIGURE), "tools.jackson..", "com.fasterxml.jackson..");
	}

	@Test
	void actuatorIsUsedInActuateOnly() {
		onlyIn(List.of(ROOT + ".actuate..", AUTOCONFIGURE), "org.springframework.boot.actuate..",
				"org.springframework.boot.health..");
	}

	/*
	 * Names of classes come with stored data and from the web; none of them is ever
	 * looked up. What the exceptions look up is a constant and a class of a bean.
	 */
	@Test
	void noClassIsLoadedByItsName() {
		noClasses().that()
			.doNotHaveFullyQualifiedName(ROOT + ".node.ThreadedExecutor")
			.should()
			.callMethodWhere(JavaCall.Predicates.target(HasName.Predicates.nameMatching("forName|loadClass"))
				.and(JavaCall.Predicates
					.target(HasOwner.Predicates.With.owner(JavaClass.Predicates.assignableTo(Class.class)
						.or(JavaClass.Predicates.assignableTo(ClassLoader.class))
						.or(JavaClass.Predicates.type(ClassUtils.class))))))
			.orShould()
			.dependOnClassesThat()
			.areAssignableTo(ObjectInputStream.class)
			.check(PRODUCT);
	}

	@Test
	void micrometerIsUsedInMicrometerOnly() {
		onlyIn(List.of(ROOT + ".micrometer..", AUTOCONFIGURE), "io.micrometer..");
	}

	@Test
	void everyPackageIsNullMarked() {
		List<String> unmarked = PRODUCT.stream()
			.map(JavaClass::getPackage)
			.distinct()
			.filter((javaPackage) -> !javaPackage.isAnnotatedWith(NullMarked.class))
			.map(JavaPackage::getName)
			.toList();
		assertThat(unmarked).as("packages without a @NullMarked package-info").isEmpty();
	}

	@Test
	void manyTypesArePackagePrivate() {
		List<JavaClass> types = PRODUCT.stream()
			.filter(JavaClass::isTopLevelClass)
			.filter((type) -> !type.getSimpleName().equals("package-info"))
			.toList();
		long packagePrivate = types.stream()
			.filter((type) -> !type.getModifiers().contains(JavaModifier.PUBLIC))
			.count();
		long percent = types.isEmpty() ? 100 : packagePrivate * 100 / types.size();
		logger.info("{} of {} top-level types are package-private: {} %", packagePrivate, types.size(), percent);
		assertThat(percent).isGreaterThanOrEqualTo(PACKAGE_PRIVATE_PERCENT_MIN);
	}

	private void onlyIn(List<String> home, String... technology) {
		DescribedPredicate<JavaClass> atHome = resideInAnyPackage(home.toArray(String[]::new));
		noClasses().that(DescribedPredicate.not(atHome))
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(technology)
			.allowEmptyShould(true)
			.check(PRODUCT);
	}

	private static final class EachPackage implements SliceAssignment {

		@Override
		public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
			return SliceIdentifier.of(javaClass.getPackageName());
		}

		@Override
		public String getDescription() {
			return "each package";
		}

	}

}

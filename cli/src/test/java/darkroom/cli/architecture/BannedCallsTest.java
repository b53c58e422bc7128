package darkroom.cli.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What no main code does, but where it is named as an exception. */
class BannedCallsTest {
    /** Where programs are put together, and where real servers are started and waited for. */
    private static final String[] ROOTS = {
        "darkroom.cli..",
        "darkroom.embedded..",
        "darkroom.bench.compare..",
        "darkroom.bench.faults.."
    };

    @TestFactory
    Stream<DynamicNode> calls(@TempDir Path folder) {
        return Stream.of(
                        clockIsInjected(),
                        chanceIsInjected(),
                        nothingSleeps(),
                        noClassIsLoadedByName(),
                        nothingIsCalledByReflection(),
                        noJavaSerialization(),
                        noTypeNamesInJson(),
                        noTypeNameAnnotations(),
                        noScripts(),
                        oneLogger(),
                        noStandardStreams())
                .map(law -> law.tests(folder));
    }

    private static Law clockIsInjected() {
        return new Law(
                "clockIsInjected",
                noClasses()
                        .that()
                        .resideOutsideOfPackages(ROOTS)
                        .should()
                        .accessTargetWhere(
                                target(java.lang.System.class, "currentTimeMillis")
                                        .or(target(java.time.Clock.class, "system.*|tick.*"))
                                        .or(target(java.time.InstantSource.class, "system|tick"))
                                        .or(nowOfJavaTime())
                                        .or(newOf(java.util.Date.class)))
                        .allowEmptyShould(false)
                        .because("tests set the time: take an InstantSource"),
                List.of("now()", "InstantSource.system()", "currentTimeMillis()"),
                List.of(
                        """
                        package darkroom.queue.planted;
                        class Impatient {
                            java.util.function.Supplier<java.time.Instant> now =
                                    java.time.Instant::now;
                            java.time.InstantSource source() {
                                return java.time.InstantSource.system();
                            }
                            long millis() { return System.currentTimeMillis(); }
                        }
                        """));
    }

    private static Law chanceIsInjected() {
        return new Law(
                "chanceIsInjected",
                noClasses()
                        .that()
                        .resideOutsideOfPackages(ROOTS)
                        // Where one process, or one server, is put together.
                        .and()
                        .haveNameNotMatching("darkroom[.](workers[.]WorkerProcess|web[.]WebServer)")
                        .should()
                        .accessTargetWhere(
                                target(java.lang.Math.class, "random")
                                        .or(target(java.util.UUID.class, "randomUUID"))
                                        .or(newOf(java.util.Random.class))
                                        .or(
                                                target(
                                                        java.util.concurrent.ThreadLocalRandom
                                                                .class,
                                                        "current"))
                                        .or(
                                                target(
                                                        java.util.random.RandomGenerator.class,
                                                        "of|getDefault")))
                        .allowEmptyShould(false)
                        .because("tests choose the seed: take a RandomGenerator or a SecureRandom"),
                List.of("Math.random()", "randomUUID()", "SecureRandom.<init>()"),
                List.of(
                        """
                        package darkroom.workers.planted;
                        class Gambler {
                            double roll() { return Math.random(); }
                            Object id() { return java.util.UUID.randomUUID(); }
                            Object secret() { return new java.security.SecureRandom(); }
                        }
                        """));
    }

    private static Law nothingSleeps() {
        return new Law(
                "nothingSleeps",
                noClasses()
                        .that()
                        .resideOutsideOfPackages(ROOTS)
                        .should()
                        .accessTargetWhere(
                                target(java.lang.Thread.class, "sleep")
                                        .or(target(java.util.concurrent.TimeUnit.class, "sleep")))
                        .allowEmptyShould(false)
                        .because(
                                "a sleep cannot be woken: wait on a condition or a queue, with a"
                                        + " deadline"),
                List.of("Thread.sleep(long)", "TimeUnit.sleep(long)"),
                List.of(
                        """
                        package darkroom.web.planted;
                        class Sleeper {
                            void nap() throws InterruptedException {
                                Thread.sleep(1);
                                java.util.concurrent.TimeUnit.DAYS.sleep(1);
                            }
                        }
                        """));
    }

    private static Law noClassIsLoadedByName() {
        return new Law(
                "noClassIsLoadedByName",
                noClasses()
                        .should()
                        .accessTargetWhere(
                                target(java.lang.Class.class, "forName")
                                        .or(
                                                target(
                                                        java.lang.ClassLoader.class,
                                                        "loadClass|findClass|defineClass")))
                        .allowEmptyShould(false)
                        .because("a job's kind is looked up in a registry, never loaded"),
                List.of("Class.forName(", "ClassLoader.loadClass("),
                List.of(
                        """
                        package darkroom.queue.planted;
                        class Loading {
                            Object byName(String name) throws Exception {
                                return Class.forName(name);
                            }
                            Object byLoader(String name) throws Exception {
                                return getClass().getClassLoader().loadClass(name);
                            }
                        }
                        """));
    }

    private static Law nothingIsCalledByReflection() {
        return new Law(
                "nothingIsCalledByReflection",
                noClasses()
                        .should()
                        .accessTargetWhere(
                                target(java.lang.reflect.Method.class, "invoke")
                                        .or(
                                                target(
                                                        java.lang.reflect.Constructor.class,
                                                        "newInstance"))
                                        .or(target(java.lang.Class.class, "newInstance"))
                                        .or(
                                                target(
                                                        java.lang.invoke.MethodHandles.Lookup.class,
                                                        "find.*")))
                        .allowEmptyShould(false)
                        .because("what runs is chosen by code, not by data"),
                List.of("Method.invoke(", "Constructor.newInstance("),
                List.of(
                        """
                        package darkroom.workers.planted;
                        class Reflecting {
                            Object call(java.lang.reflect.Method method) throws Exception {
                                return method.invoke(null);
                            }
                            Object make(Class<?> type) throws Exception {
                                return type.getDeclaredConstructor().newInstance();
                            }
                        }
                        """));
    }

    private static Law noJavaSerialization() {
        return Law.of(
                "noJavaSerialization",
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .areAssignableTo(java.io.ObjectInputStream.class)
                        .allowEmptyShould(false)
                        .because("bytes from outside must not choose what is built from them"),
                "darkroom.jobs.planted.Thawing",
                """
                package darkroom.jobs.planted;
                class Thawing {
                    Object thaw(java.io.InputStream in) throws Exception {
                        return new java.io.ObjectInputStream(in).readObject();
                    }
                }
                """);
    }

    private static Law noTypeNamesInJson() {
        return Law.of(
                "noTypeNamesInJson",
                noClasses()
                        .should()
                        .accessTargetWhere(
                                named("(activate|enable)DefaultTyping.*|setDefaultTyping"))
                        .allowEmptyShould(false)
                        .because("JSON from outside must not choose what is built from it"),
                "activateDefaultTyping(",
                """
                package darkroom.queue.planted;
                import com.fasterxml.jackson.databind.ObjectMapper;
                class Trusting {
                    ObjectMapper mapper() {
                        ObjectMapper mapper = new ObjectMapper();
                        return mapper.activateDefaultTyping(mapper.getPolymorphicTypeValidator());
                    }
                }
                """);
    }

    private static Law noTypeNameAnnotations() {
        String annotation = "com.fasterxml.jackson.annotation.JsonTypeInfo";
        return new Law(
                "noTypeNameAnnotations",
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .haveFullyQualifiedName(annotation)
                        .allowEmptyShould(false)
                        .because("JSON from outside must not choose what is built from it"),
                List.of("darkroom.queue.planted.ByClass", "darkroom.queue.planted.ByField"),
                List.of(
                        """
                        package darkroom.queue.planted;
                        import com.fasterxml.jackson.annotation.JsonTypeInfo;
                        @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
                        interface ByClass {}
                        """,
                        """
                        package darkroom.queue.planted;
                        import com.fasterxml.jackson.annotation.JsonTypeInfo;
                        class ByField {
                            @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS) Object any;
                        }
                        """));
    }

    private static Law noScripts() {
        return Law.of(
                "noScripts",
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("javax.script..", "javax.tools..")
                        .allowEmptyShould(false)
                        .because("no code is made from text in a running process"),
                "darkroom.cli.planted.Scripting",
                """
                package darkroom.cli.planted;
                class Scripting {
                    Object run(javax.script.ScriptEngine engine, String text) throws Exception {
                        return engine.eval(text);
                    }
                }
                """);
    }

    private static Law oneLogger() {
        return Law.of(
                "oneLogger",
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "java.util.logging..",
                                "org.apache.logging..",
                                "org.apache.commons.logging..")
                        .allowEmptyShould(false)
                        .because("all logging goes through SLF4J"),
                "darkroom.web.planted.Chatty",
                """
                package darkroom.web.planted;
                class Chatty {
                    java.util.logging.Logger log = java.util.logging.Logger.getLogger("x");
                }
                """);
    }

    private static Law noStandardStreams() {
        return new Law(
                "noStandardStreams",
                noClasses()
                        .that()
                        .resideOutsideOfPackages(
                                "darkroom.cli..",
                                "darkroom.bench.compare..",
                                "darkroom.bench.faults..")
                        .should()
                        .accessTargetWhere(
                                target(java.lang.System.class, "in|out|err").or(printedStack()))
                        .allowEmptyShould(false)
                        .because("only the command speaks to a terminal; the others log"),
                List.of("System.out", "printStackTrace()"),
                List.of(
                        """
                        package darkroom.queue.planted;
                        class Printing {
                            void print(Exception e) { System.out.println(); e.printStackTrace(); }
                        }
                        """));
    }

    /** Calls, method references and field accesses, also through a subclass. */
    private static DescribedPredicate<JavaAccess<?>> target(Class<?> owner, String names) {
        return JavaAccess.Predicates.target(
                        owner(assignableTo(owner))
                                .<AccessTarget>forSubtype()
                                .and(nameMatching(names).<AccessTarget>forSubtype()))
                .as(owner.getSimpleName() + "." + names);
    }

    private static DescribedPredicate<JavaAccess<?>> named(String names) {
        return JavaAccess.Predicates.target(nameMatching(names).<AccessTarget>forSubtype())
                .as(names);
    }

    /** Only without arguments: with one, a Date or a Random is a value that was given. */
    private static DescribedPredicate<JavaAccess<?>> newOf(Class<?> type) {
        return describe(
                "new " + type.getSimpleName() + "()",
                access ->
                        access.getTarget() instanceof AccessTarget.CodeUnitCallTarget target
                                && target.getName().equals("<init>")
                                && target.getRawParameterTypes().isEmpty()
                                && target.getOwner().isAssignableTo(type));
    }

    /** Only without arguments, which prints to the terminal. */
    private static DescribedPredicate<JavaAccess<?>> printedStack() {
        return describe(
                "Throwable.printStackTrace()",
                access ->
                        access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget target
                                && target.getName().equals("printStackTrace")
                                && target.getRawParameterTypes().isEmpty());
    }

    private static DescribedPredicate<JavaAccess<?>> nowOfJavaTime() {
        return describe(
                "now() of java.time",
                access ->
                        access.getTarget().getName().equals("now")
                                && access.getTargetOwner().getPackageName().startsWith("java.time")
                                && access.getTarget()
                                        instanceof AccessTarget.CodeUnitAccessTarget target
                                && target.getRawParameterTypes().stream()
                                        .noneMatch(
                                                type ->
                                                        type.isAssignableTo(
                                                                java.time.Clock.class)));
    }
}

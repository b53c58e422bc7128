package darkroom.cli.tidy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Runs each check on planted files, one that breaks it and one that keeps it, and on ours. */
class TidyTest {
    private static final String MAIN = "queue/src/main/java/darkroom/queue/";
    private static final String TEST = "queue/src/test/java/darkroom/queue/";
    private static final String LUA = "queue/src/main/resources/darkroom/queue/redis/lua/";
    private static final String LUA_HEADER =
            """
            -- take.lua — take one.
            -- KEYS[1] list    ns:queue:{q}
            -- ARGV none
            -- returns the one
            """;

    /**
     * @param path of the file that the check is run on
     * @param bad files, by path, in which the fault has to be found
     * @param good files in which none must be
     */
    private record Plant(
            Check check, String path, Map<String, String> bad, Map<String, String> good) {
        Plant(Check check, String path, String bad, String good) {
            this(check, path, Map.of(path, bad), Map.of(path, good));
        }

        /** The same, with one more file in both. */
        Plant beside(String other, String text) {
            return new Plant(check, path, with(bad, other, text), with(good, other, text));
        }

        private static Map<String, String> with(
                Map<String, String> files, String path, String text) {
            Map<String, String> more = new TreeMap<>(files);
            more.put(path, text);
            return more;
        }
    }

    private static Map<String, List<Plant>> plants() {
        Map<String, List<Plant>> plants = new TreeMap<>();
        plants.put("width", width());
        plants.put("javaLength", javaLength());
        plants.put("methodLength", methodLength());
        plants.put("luaHeaders", luaHeaders());
        plants.put("markdown", markdown());
        plants.put("documentedCommands", documentedCommands());
        plants.put("namedTests", namedTests());
        plants.put("decisionIndex", decisionIndex());
        plants.put("packagePages", packagePages());
        plants.put("machinePaths", machinePaths());
        plants.put("registries", registries());
        plants.put("unfinished", unfinished());
        plants.put("noSleepInTests", noSleepInTests());
        plants.put("keyNames", keyNames());
        plants.put("words", words());
        return plants;
    }

    @TestFactory
    Stream<DynamicTest> checkoutIsTidy() throws IOException {
        Checkout ours = Checkout.ours();
        return plants().entrySet().stream()
                .map(
                        entry ->
                                dynamicTest(
                                        entry.getKey(),
                                        () -> isTidy(entry.getValue().get(0).check(), ours)));
    }

    @TestFactory
    Stream<DynamicTest> plantedFaultsAreFound(@TempDir Path folder) {
        return plants().entrySet().stream()
                .flatMap(
                        entry ->
                                entry.getValue().stream()
                                        .map(
                                                plant ->
                                                        dynamicTest(
                                                                entry.getKey() + " " + plant.path(),
                                                                () -> isFound(plant, folder))));
    }

    private static void isTidy(Check check, Checkout ours) {
        List<String> paths = ours.paths().stream().filter(check::looksAt).toList();

        List<String> faults =
                paths.stream().flatMap(path -> check.faults(ours, path).stream()).toList();

        assertThat(paths).as("files looked at").isNotEmpty();
        assertThat(faults).as("faults").isEmpty();
    }

    private static void isFound(Plant plant, Path folder) throws IOException {
        assertThat(plant.check().looksAt(plant.path())).as("looks at it").isTrue();
        assertThat(faults(plant, plant.bad(), folder))
                .as("faults of the bad text")
                .isNotEmpty()
                .allSatisfy(fault -> assertThat(fault).startsWith(plant.path()));
        assertThat(faults(plant, plant.good(), folder)).as("faults of the good text").isEmpty();
    }

    private static List<String> faults(Plant plant, Map<String, String> files, Path folder)
            throws IOException {
        Path root = Files.createTempDirectory(folder, "checkout");
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = root.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        return plant.check().faults(Checkout.in(root), plant.path());
    }

    private static List<Plant> documentedCommands() {
        return List.of(
                new Plant(
                        new DocumentedCommands(),
                        "README.md",
                        "```sh\n./darkroom fleet scale --thread 200 # more\n```",
                        "```sh\n./darkroom fleet scale --threads 200 # more\n```"),
                new Plant(
                        new DocumentedCommands(),
                        "CHANGELOG.md",
                        "- `darkroom demos`: the story",
                        "- `darkroom demo`: the story"));
    }

    private static List<Plant> width() {
        return List.of(
                new Plant(LineChecks.width(), "a.sql", "é".repeat(101), "é".repeat(100)),
                new Plant(LineChecks.width(), ".ci/run", "x".repeat(101), "x"));
    }

    private static List<Plant> javaLength() {
        return List.of(
                new Plant(
                        LineChecks.javaLength(),
                        MAIN + "A.java",
                        "\n".repeat(401),
                        "\n".repeat(400)));
    }

    private static List<Plant> methodLength() {
        return List.of(
                new Plant(CodeChecks.methodLength(), MAIN + "A.java", method(41), method(40)));
    }

    private static String method(int lines) {
        return "class A {\n  void a() {\n" + ";\n".repeat(lines - 2) + "  }\n}\n";
    }

    private static List<Plant> luaHeaders() {
        Check check = new LuaHeaders();
        return Stream.of("take.lua", "ARGV", "KEYS[1]", "returns")
                .map(
                        missing ->
                                new Plant(
                                        check,
                                        LUA + "take.lua",
                                        LUA_HEADER.replace(missing, "x") + "return 1\n",
                                        LUA_HEADER + "return 1\n"))
                .toList();
    }

    private static List<Plant> markdown() {
        Check check = new MarkdownPages();
        String page = "# Page\n\n## Life of a job\n\n[own](#life-of-a-job) ";
        return List.of(
                new Plant(check, "a.md", "## no title\n", "# Title\n```\n# in code\n```\n"),
                new Plant(check, "a.md", "# One\n# Two\n", "# One\n"),
                new Plant(
                                check,
                                "docs/a.md",
                                page + "[gone](../gone.md)\n",
                                page + "[there](b.md) [far](https://example.org/x)\n")
                        .beside("docs/b.md", "# B\n"),
                new Plant(
                                check,
                                "docs/a.md",
                                page + "[gone](b.md#gone)\n",
                                page + "[there](b.md#there) `[code](gone.md)`\n")
                        .beside("docs/b.md", "# B\n## There\n"));
    }

    private static List<Plant> namedTests() {
        Check check = new NamedTests();
        String test = "class AIT { void works() {} }";
        return Stream.of("`AIT#fails`", "`BIT#works`", "`AIT#work`")
                .map(
                        named ->
                                new Plant(
                                                check,
                                                "docs/a.md",
                                                "# A\n" + named + "\n",
                                                "# A\n`AIT#works`, `a#b`\n")
                                        .beside(TEST + "AIT.java", test))
                .toList();
    }

    private static List<Plant> decisionIndex() {
        String path = "docs/decisions/0001-a.md";
        String index = "docs/decisions/README.md";
        return List.of(
                new Plant(
                        new DecisionIndex(),
                        path,
                        Map.of(path, "# A\n", index, "# Index\n"),
                        Map.of(path, "# A\n", index, "# Index\n\n- [0001](0001-a.md)\n")));
    }

    private static List<Plant> packagePages() {
        Map<String, String> bad = Map.of(TEST + "A.java", "class A {}");
        return Stream.of(MAIN, TEST)
                .map(
                        folder ->
                                new Plant(
                                        new PackagePages(),
                                        TEST + "A.java",
                                        bad,
                                        Plant.with(bad, folder + "package-info.java", "")))
                .toList();
    }

    private static List<Plant> machinePaths() {
        return List.of(
                new Plant(
                        LineChecks.machinePaths(),
                        "a.txt",
                        "see \"/" + "home/me/x\"",
                        "see docs/home/x, $HOME/x and ~/work/x"));
    }

    private static List<Plant> registries() {
        return List.of(
                new Plant(
                        LineChecks.registries(),
                        "pom.xml",
                        "<url>https://" + "repo.maven" + ".apache.org/x</url>",
                        "Maven Central"));
    }

    private static List<Plant> unfinished() {
        return List.of(
                new Plant(LineChecks.unfinished(), "a.md", "# A\nTO" + "DO: b", "# Todos\n"));
    }

    private static List<Plant> noSleepInTests() {
        String method = "class A { void a() throws Exception { %s(1); } }";
        return Stream.of("Thread.sleep", "java.lang.Thread.sleep", "TimeUnit.SECONDS.sleep")
                .map(
                        call ->
                                new Plant(
                                        CodeChecks.noSleepInTests(),
                                        TEST + "ATest.java",
                                        method.formatted(call),
                                        "class A { String a = \"Thread.sleep(1)\"; }"))
                .toList();
    }

    private static List<Plant> keyNames() {
        String path = MAIN + "redis/Keys.java";
        String keys =
                "record Keys(String ns) { String q(String n) { return ns + \":queue:\" + n; } }";
        Check check = new KeyNames();
        return List.of(
                new Plant(
                                check,
                                MAIN + "A.java",
                                "class A { String a = \"resque:queue:\" + 1; }",
                                "class A { String a = \"the :queue: of\"; }")
                        .beside(path, keys),
                new Plant(
                                check,
                                LUA + "take.lua",
                                LUA_HEADER + "return redis.call('LPOP', ns .. ':queue:' .. name)\n",
                                LUA_HEADER + "return redis.call('LPOP', KEYS[1])\n")
                        .beside(path, keys));
    }

    private static List<Plant> words() {
        return Stream.of(
                        "class TaskRunner {}",
                        "class A { int retryCount; }",
                        "class A { void toMorgue() {} }",
                        "record A(String jobType) {}",
                        "class A { String field = \"dead-letter\"; }",
                        "enum A { BROKER_AWAY }")
                .map(
                        bad ->
                                new Plant(
                                        CodeChecks.words(),
                                        MAIN + "A.java",
                                        bad,
                                        "class JobRunner { String multitasking, s = \"a task\"; }"))
                .toList();
    }
}

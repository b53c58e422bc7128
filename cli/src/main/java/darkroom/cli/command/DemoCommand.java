package darkroom.cli.command;

import darkroom.cli.demo.Demo;
import darkroom.cli.demo.DemoOptions;
import darkroom.cli.demo.DemoReport;
import darkroom.cli.output.Progress;
import darkroom.cli.service.LocalServers;
import darkroom.cli.settings.Faults;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description = {
            "Tell the whole story on servers that start by themselves, and check it.",
            "People post photos, a fleet of two processes does the slow work, one of them is"
                    + " killed.",
            "Ends by itself; exit code 0 if nothing is missing and nothing happened twice."
        })
final class DemoCommand extends Verb {
    @Option(
            names = "--people",
            paramLabel = "N",
            defaultValue = "2000",
            description = "How many people, 10..100000. Default: 2000")
    private String people = "";

    @Option(
            names = "--posts",
            paramLabel = "N",
            defaultValue = "40",
            description = "How many photos, 2..10000. Default: 40")
    private String posts = "";

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "100",
            description = "Threads of each worker process. Default: 100")
    private String threads = "";

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The same seed makes the same people and photos. Default: 1")
    private String seed = "";

    @Option(names = "--json", description = "Print one JSON object in the end.")
    private boolean json;

    @Override
    Callable<Integer> prepare(Map<String, String> environment, Faults faults) {
        DemoOptions options =
                new DemoOptions(
                        faults.number(
                                "--people", people, DemoOptions.PEOPLE_MIN, DemoOptions.PEOPLE_MAX),
                        faults.number(
                                "--posts", posts, DemoOptions.POSTS_MIN, DemoOptions.POSTS_MAX),
                        faults.number("--threads", threads, 1, DemoOptions.THREADS_MAX),
                        faults.number("--seed", seed, Long.MIN_VALUE, Long.MAX_VALUE));
        return () -> tell(options);
    }

    private int tell(DemoOptions options) throws InterruptedException {
        // The kill makes for warnings here that the story tells better.
        System.setProperty("darkroom.log", "ERROR");
        Progress progress = Progress.on(console());
        progress.show("servers", "starting Redis, PostgreSQL, APNs and X");
        try (LocalServers servers = LocalServers.start()) {
            progress.done("servers", "Redis, two PostgreSQL, APNs and X run on loopback");
            DemoReport report = new Demo(options, servers, console()).tell();
            if (json) {
                console().json(report.fields());
            } else {
                report.print(console());
            }
            return verdict(report.misses());
        }
    }

    private int verdict(List<String> misses) {
        misses.forEach(miss -> console().note("darkroom: MISS " + miss));
        if (misses.isEmpty()) {
            console().note("nothing is missing, nothing happened twice");
        }
        return misses.isEmpty() ? 0 : 1;
    }
}

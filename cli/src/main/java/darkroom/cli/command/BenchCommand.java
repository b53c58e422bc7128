package darkroom.cli.command;

import picocli.CommandLine.Command;

@Command(
        name = "bench",
        description = {
            "Measure the queue and its worker processes, on a Redis of its own or a given one.",
            "A figure is the median of its rounds; \"disturbed\" stands beside one that they disagree"
                    + " on."
        },
        subcommands = {
            BenchDrain.class,
            BenchEnqueue.class,
            BenchPickup.class,
            BenchSchedule.class,
            BenchMemory.class,
            BenchIdle.class,
            BenchMix.class,
            BenchDepth.class,
            BenchSearch.class,
            BenchPages.class
        })
final class BenchCommand extends Group {}

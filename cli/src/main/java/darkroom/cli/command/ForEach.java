package darkroom.cli.command;

import darkroom.queue.InvalidJobException;
import picocli.CommandLine.Option;

/** Does the same to several jobs; one that cannot be done does not stop the others. */
abstract class ForEach extends StoreVerb {
    @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
    private boolean dryRun;

    private final int refusalsShownMax;
    private int refused;

    ForEach(int refusalsShownMax) {
        this.refusalsShownMax = refusalsShownMax;
    }

    final boolean isDryRun() {
        return dryRun;
    }

    /** Does it to one job; false if it is refused, which is said. */
    final boolean attempt(Runnable act) {
        try {
            act.run();
            return true;
        } catch (InvalidJobException e) {
            refused++;
            if (refused <= refusalsShownMax) {
                console().note("darkroom: " + e.getMessage());
            }
            return false;
        }
    }

    final int refused() {
        return refused;
    }

    final int exitCode() {
        return refused == 0 ? 0 : 1;
    }
}

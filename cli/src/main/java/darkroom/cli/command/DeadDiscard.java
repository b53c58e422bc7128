package darkroom.cli.command;

import darkroom.cli.settings.Faults;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.operations.Action;
import darkroom.queue.operations.Pace;
import picocli.CommandLine.Command;

@Command(
        name = "discard",
        description = {
            "Delete dead jobs for good.",
            "By a filter it is an operation that the fleet does; it cannot be undone."
        },
        footer = {"", "Example: darkroom dead discard --error NoSuchPhotoException --dry-run"})
final class DeadDiscard extends DeadBulk {
    @Override
    Action action() {
        return Action.DISCARD;
    }

    @Override
    void act(DeadJobs jobs, String id) {
        jobs.discard(id);
    }

    @Override
    String done() {
        return "discarded";
    }

    @Override
    Pace pace(Pace pace, Faults faults) {
        return pace;
    }

    @Override
    boolean needsOperation() {
        return false;
    }
}

package darkroom.queue.operations;

import darkroom.queue.archive.DeadBodies;
import darkroom.queue.archive.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Dead jobs of a selection whose bodies are in the archive, read from there a page at a time. */
final class SpilledJobs {
    private final DeadBodies bodies;
    private final Selection only;

    SpilledJobs(DeadBodies bodies, Selection only) {
        this.bodies = bodies;
        this.only = only;
    }

    /**
     * The same jobs, the first {@code most} of the selected ones whole; others may be as Redis has
     * them. What is selected by stands in a stub, too.
     */
    List<Picked> read(List<Picked> jobs, int most) {
        if (jobs.stream().noneMatch(Picked::isStub)) {
            return jobs;
        }
        List<Place> wanted = new ArrayList<>();
        int selected = 0;
        int end = 0;
        while (end < jobs.size() && selected < most) {
            Picked one = jobs.get(end);
            if (one.job().filter(only::matches).isPresent()) {
                selected++;
                if (one.isStub()) {
                    wanted.add(one.place());
                }
            }
            end++;
        }
        Map<Place, byte[]> found = bodies.of(wanted);
        List<Picked> whole = new ArrayList<>(jobs);
        for (int i = 0; i < end; i++) {
            Picked one = jobs.get(i);
            if (one.isStub() && wanted.contains(one.place())) {
                whole.set(i, one.with(found.get(one.place())));
            }
        }
        return whole;
    }
}

package darkroom.queue.client;

import darkroom.queue.Job;
import darkroom.queue.JobId;
import darkroom.queue.json.JobWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The jobs of one call, which are written a page at a time as they are sent: Redis reads one page
 * while the next is written. Job by job it would be woken for each few.
 */
final class Pages {
    private static final int PAGE_JOBS = 250;

    private final List<? extends Job<?>> jobs;
    private final long enqueuedAt;
    private final JobWriter writer;
    private final List<Outgoing> outgoing;
    private final List<byte[]> written;

    Pages(List<? extends Job<?>> jobs, long enqueuedAt, JobId.Sequence ids, JobWriter writer) {
        this.jobs = jobs;
        this.enqueuedAt = enqueuedAt;
        this.writer = writer;
        this.outgoing = new ArrayList<>(jobs.size());
        this.written = new ArrayList<>(jobs.size());
        for (Job<?> job : jobs) {
            String id = job.id().isPresent() ? job.id().get() : ids.next();
            outgoing.add(new Unwritten(job, id, outgoing.size(), this));
        }
    }

    /** The jobs, in order. */
    List<Outgoing> jobs() {
        return outgoing;
    }

    private byte[] payload(int index) {
        if (index >= written.size()) {
            int end = Math.min(jobs.size(), (index / PAGE_JOBS + 1) * PAGE_JOBS);
            for (int i = written.size(); i < end; i++) {
                String id = outgoing.get(i).id();
                written.add(writer.write(jobs.get(i), id, enqueuedAt, Optional.empty()));
            }
        }
        return written.get(index);
    }

    private record Unwritten(Job<?> job, String id, int index, Pages pages) implements Outgoing {
        @Override
        public String queue() {
            return job.kind().queue();
        }

        @Override
        public long delayMillis() {
            return job.delay().toMillis();
        }

        @Override
        public Optional<String> uniqueKey() {
            return job.uniqueKey();
        }

        @Override
        public Optional<String> outbox() {
            return Optional.empty();
        }

        @Override
        public byte[] payload() {
            return pages.payload(index);
        }
    }
}

package darkroom.jobs.feed;

import darkroom.jobs.feed.FanOuts.Position;
import darkroom.jobs.push.PushJob;
import darkroom.jobs.shards.Fence;
import darkroom.jobs.shards.Shards;
import darkroom.queue.Job;
import darkroom.queue.client.QueueClient;
import darkroom.queue.handler.Failure;
import darkroom.queue.handler.JobContext;
import darkroom.queue.handler.JobHandler;
import darkroom.queue.handler.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fans a photo out: followers are read in pages from a cursor, their entries written in bulk, their
 * push jobs enqueued, and the cursor moved; so a run that was cut off anywhere is taken up at its
 * last page.
 *
 * <p>Whether it was {@linkplain FanOutBoard#cancel cancelled} is seen with each page that is read:
 * then no further entry is written, and the job is done, by whichever attempt.
 *
 * <p>Doing a page again writes no second entry. It enqueues its push jobs again, under the same
 * ids; their handler knows what was sent.
 */
public final class FanOutHandler implements JobHandler<FanOutJob> {
    private static final Logger LOG = LoggerFactory.getLogger(FanOutHandler.class);
    private static final int PAGE = 1_000;

    /** Longer than any page takes, so that no attempt is interrupted in the middle of one. */
    private static final Duration MARGIN = Duration.ofSeconds(15);

    private final FanOuts fanOuts;
    private final QueueClient queue;
    private final int page;

    /**
     * The handler for the photos on {@code shards}.
     *
     * @param queue takes the push jobs
     */
    public FanOutHandler(Shards shards, QueueClient queue) {
        this(shards, queue, PAGE);
    }

    FanOutHandler(Shards shards, QueueClient queue, int page) {
        this.fanOuts = new FanOuts(shards);
        this.queue = queue;
        this.page = page;
    }

    /** Buries the job of a photo that does not exist. */
    @Override
    public Outcome handle(FanOutJob job, JobContext context) {
        Optional<Position> begun = fanOuts.begin(job.photoId(), context.jobId());
        if (begun.isEmpty()) {
            return Outcome.buried(
                    Failure.of(
                            "no such photo",
                            "cannot fan out photo "
                                    + job.photoId()
                                    + ": expected its row, found none; discard the job"));
        }
        Position position = begun.get();
        Fence fence = Fence.of(context);
        // However short its time, each attempt gets a page further.
        boolean further = false;
        while (!position.done()) {
            boolean late = further && context.timeLeft().compareTo(MARGIN) < 0;
            if (context.stopping() || late) {
                return Outcome.snoozed(Duration.ZERO);
            }
            List<Long> readers = fanOuts.followers(position, page);
            if (!readers.isEmpty()) {
                fanOuts.write(fence, position, readers);
                push(position.photoId(), fanOuts.withDevices(readers));
                position = fanOuts.move(fence, position, readers);
            }
            further = true;
            if (readers.size() < page) {
                if (!fanOuts.finish(fence, position)) {
                    LOG.atInfo()
                            .addKeyValue("photo", position.photoId())
                            .log("fan-out ends here: it was cancelled, or done by another run");
                }
                break;
            }
        }
        return Outcome.completed();
    }

    private void push(long photoId, List<Long> readers) {
        queue.enqueueAll(
                readers.stream()
                        .map(
                                reader ->
                                        Job.of(PushJob.KIND, new PushJob(photoId, reader))
                                                .withId("push-" + photoId + "-" + reader))
                        .toList());
    }
}

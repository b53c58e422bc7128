package darkroom.cli.command;

import darkroom.queue.JobKind;
import darkroom.queue.client.QueueClient;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.handler.JobModule;
import darkroom.queue.handler.Outcome;
import org.slf4j.LoggerFactory;

/** Somebody's handler, for a worker process of its own: it logs what it is given. */
public final class TalkingJobs implements JobModule {
    /**
     * Args of a job.
     *
     * @param text what is logged
     */
    public record Talk(String text) {}

    static final JobKind<Talk> KIND = JobKind.of("talk", Talk.class);

    @Override
    public void register(HandlerRegistry.Builder registry, QueueClient queue) {
        registry.add(
                KIND,
                (talk, context) -> {
                    LoggerFactory.getLogger("darkroom.Talker").warn("said {}", talk.text());
                    return Outcome.completed();
                });
    }
}

package darkroom.queue.failures;

import darkroom.queue.handler.Application;
import darkroom.queue.handler.Failure;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.json.DeadJob;
import darkroom.queue.redis.StatFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes the fingerprints of one process: knows which code is the application's. Thread-safe. */
public final class Fingerprints {
    private final Application application;

    /** By kind: the application's packages and that of its handler. */
    private final Map<String, List<String>> own = new TreeMap<>();

    private Fingerprints(Application application) {
        this.application = application;
    }

    /** For the handlers of a process. */
    public static Fingerprints of(HandlerRegistry handlers) {
        Fingerprints fingerprints = new Fingerprints(handlers.application());
        for (HandlerRegistry.Entry<?> entry : handlers.entries()) {
            List<String> packages = new ArrayList<>(handlers.application().packages());
            String handlersOwn = entry.handler().getClass().getPackageName();
            if (!handlersOwn.isEmpty()) {
                packages.add(handlersOwn);
            }
            fingerprints.own.put(entry.kind().name(), List.copyOf(packages));
        }
        return fingerprints;
    }

    /**
     * An attempt of a kind that failed. One of a kind that no handler here knows is of all such.
     */
    public FailedAttempt failed(String kind, String jobId, int attempt, Failure failure) {
        List<String> packages = own.get(kind);
        Fingerprint fingerprint =
                packages == null
                        ? Fingerprint.of(StatFields.UNKNOWN_KIND, failure, application.packages())
                        : Fingerprint.of(kind, failure, packages);
        return new FailedAttempt(fingerprint, jobId, attempt, failure, application.build());
    }

    /**
     * Class and method of the first frame of a stack that is the application's own code, as it
     * stands in a fingerprint; empty if there is none.
     *
     * @param stack the innermost frame first
     */
    public String ownFrame(String kind, List<StackTraceElement> stack) {
        return OwnFrame.in(stack, own.getOrDefault(kind, application.packages()));
    }

    /** The last attempt of a job that may have ended the processes that ran it. */
    public FailedAttempt poison(DeadJob job) {
        return FailedAttempt.poison(job, application.build());
    }
}

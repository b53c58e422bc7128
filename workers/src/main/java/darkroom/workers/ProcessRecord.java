package darkroom.workers;

import darkroom.queue.JobKind;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.maintenance.Reaper.Lease;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a process says of itself at each beat, as the fleet shows it. Of one thread at a time. */
final class ProcessRecord {
    private final WorkerConfig config;
    private final HandlerRegistry handlers;
    private final String host = hostName();
    private final Pauses pauses = new Pauses();

    /**
     * Of a process.
     *
     * @param handlers what it runs
     */
    ProcessRecord(WorkerConfig config, HandlerRegistry handlers) {
        this.config = config;
        this.handlers = handlers;
    }

    /** How often it is shown, and for how long that is believed. */
    Lease lease() {
        return config.lease();
    }

    /** Which build it is; empty where nobody said. */
    String build() {
        return handlers.application().build();
    }

    /** The kinds that it has a handler for. */
    List<JobKind<?>> kinds() {
        return handlers.entries().stream().<JobKind<?>>map(HandlerRegistry.Entry::kind).toList();
    }

    /** As it is now, by name. */
    Map<String, String> read(Term term, ProcessSwitch process) {
        Map<String, String> record = new LinkedHashMap<>();
        record.put("host", host);
        record.put("pid", Long.toString(ProcessHandle.current().pid()));
        record.put("java", System.getProperty("java.version"));
        record.put("build", build());
        record.put("threads", Integer.toString(process.threads()));
        record.put("busy", Integer.toString(term.running().size()));
        record.put("stuck", Integer.toString(term.stuck()));
        record.put("fetchMillisAgo", Long.toString(term.sinceFetch().toMillis()));
        record.put("queues", String.join(",", config.queues()));
        Runtime jvm = Runtime.getRuntime();
        record.put("heapBytes", Long.toString(jvm.totalMemory() - jvm.freeMemory()));
        record.put("heapMaxBytes", Long.toString(jvm.maxMemory()));
        Pauses.Seen seen = pauses.look();
        record.put("gcMillis", Long.toString(seen.inAllMillis()));
        record.put("gcMostMillis", Long.toString(seen.mostMillis()));
        return record;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}

package darkroom.web.metrics;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.Map;

/** Memory, collections and processor time of this process. */
public final class JvmSource implements MetricSource {
    /** A source for this JVM. */
    public JvmSource() {}

    @Override
    public void write(Exposition text) {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        text.family("darkroom_jvm_heap_used_bytes", MetricType.GAUGE, "Heap in use.")
                .sample(heap.getUsed());
        text.family("darkroom_jvm_heap_max_bytes", MetricType.GAUGE, "Heap there may be.")
                .sample(heap.getMax());
        text.family("darkroom_jvm_threads", MetricType.GAUGE, "Threads of this JVM.")
                .sample((long) ManagementFactory.getThreadMXBean().getThreadCount());
        Exposition.Family pauses =
                text.family(
                        "darkroom_jvm_gc_seconds_total",
                        MetricType.COUNTER,
                        "Time spent on garbage collections, by collector.");
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            pauses.sample(
                    Map.of("collector", collector.getName()),
                    Math.max(0, collector.getCollectionTime()) / 1e3);
        }
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            text.family(
                            "darkroom_process_cpu_seconds_total",
                            MetricType.COUNTER,
                            "Processor time of this process.")
                    .sample(Math.max(0, system.getProcessCpuTime()) / 1e9);
        }
    }
}

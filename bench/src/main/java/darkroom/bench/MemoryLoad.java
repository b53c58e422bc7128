package darkroom.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import darkroom.bench.bare.EnqueueFloor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What Redis keeps for a queued job beyond its JSON, and what of its JSON is ours. */
public final class MemoryLoad implements Load {
    private final Site site;
    private final Size size;
    private final Floor floor;
    private final Consumer<String> progress;

    /** Says to {@code progress} how far it is. */
    public MemoryLoad(Site site, Size size, Floor floor, Consumer<String> progress) {
        this.site = site;
        this.size = size;
        this.floor = floor;
        this.progress = progress;
    }

    @Override
    public List<Figure> run() throws InterruptedException {
        byte[] payload = new Filling(site, progress).payloads().get(0);
        List<Double> list = new ArrayList<>();
        List<Double> used = new ArrayList<>();
        List<Double> floorList = new ArrayList<>();
        for (int i = 1; i <= size.rounds(); i++) {
            progress.accept("round " + i + " of " + size.rounds());
            long before = site.bare().usedMemory();
            new Filling(site, progress).enqueue(size.jobs());
            used.add(beyond(site.bare().usedMemory() - before, payload));
            String key = site.store().keys().queue(Noop.KIND.queue());
            list.add(beyond(site.bare().memoryOf(key), payload));
            site.clear();
            if (floor == Floor.BESIDE) {
                floorList.add(beyond(floorBytes(), payload));
            }
        }
        List<Figure> figures = new ArrayList<>();
        figures.add(figure("memory-list", "ours", list));
        if (floor == Floor.BESIDE) {
            figures.add(figure("memory-list", "floor", floorList));
        }
        figures.add(figure("memory-used", "ours", used));
        figures.add(figure("memory-json", "ours", List.of((double) payload.length)));
        figures.add(figure("memory-own-fields", "ours", List.of((double) ownBytes(payload))));
        return figures;
    }

    private long floorBytes() {
        String key = site.keyFor("memory");
        try (EnqueueFloor bare =
                new EnqueueFloor(site.address().uri(), site.address().timeout(), key)) {
            bare.pipelined(new Filling(site, progress).payloads(), size.jobs());
            long bytes = site.bare().memoryOf(key);
            site.bare().remove(key);
            return bytes;
        }
    }

    private double beyond(long bytes, byte[] payload) {
        return (double) bytes / size.jobs() - payload.length;
    }

    /** Bytes of all members but those that Resque's clients write as well. */
    static int ownBytes(byte[] payload) {
        ObjectMapper mapper = new ObjectMapper();
        try {
            if (!(mapper.readTree(payload) instanceof ObjectNode job)) {
                throw new IllegalArgumentException(
                        "cannot look into a job: expected a JSON object, found another value");
            }
            byte[] minimal = mapper.writeValueAsBytes(job.retain(Set.of("class", "args")));
            return payload.length - minimal.length;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot look into a job: expected JSON", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Figure figure(String row, String of, List<Double> samples) {
        return new Figure(row, Labels.of("of", of, "jobs", size.jobs()), "bytes/job", samples);
    }
}

package darkroom.queue.doctor;

import darkroom.queue.json.DeadJob;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether the dead jobs of each group of failures are those that say that they are. */
final class GroupCheck {
    private static final String CAUSE =
            "an index was deleted or restored by hand, or an error of Redis met a script half way";

    private final RedisStore store;
    private final Keys keys;
    private final Mender mender;

    GroupCheck(RedisStore store, Mender mender) {
        this.store = store;
        this.keys = store.keys();
        this.mender = mender;
    }

    List<Diagnosis> diagnoses(Keyspace keyspace) {
        List<Diagnosis> found = new ArrayList<>();
        mender.diagnosis(
                        Mender.Sort.INDEXED,
                        stale(keyspace),
                        "stale-group-index",
                        "%d jobs are listed as dead in a group of failures and are not",
                        CAUSE,
                        "--repair takes them off the list")
                .ifPresent(found::add);
        mender.diagnosis(
                        Mender.Sort.UNINDEXED,
                        missing(),
                        "missing-group-index",
                        "%d dead jobs are not listed in their group of failures",
                        CAUSE,
                        "--repair puts them on the list")
                .ifPresent(found::add);
        return found;
    }

    private List<Mender.Suspect> stale(Keyspace keyspace) {
        List<Mender.Suspect> stale = new ArrayList<>();
        for (String group : keyspace.groupsOfDead()) {
            if ("zset".equals(store.type(keys.deadOf(group)))) {
                store.scan()
                        .sorted(
                                keys.deadOf(group),
                                page -> keepWrong(Mender.Sort.INDEXED, listed(page, group), stale));
            }
        }
        return stale;
    }

    private List<Mender.Suspect> missing() {
        List<Mender.Suspect> missing = new ArrayList<>();
        if ("hash".equals(store.type(keys.deadJobs()))) {
            store.scan()
                    .hash(
                            keys.deadJobs(),
                            page -> keepWrong(Mender.Sort.UNINDEXED, ofAnyGroup(page), missing));
        }
        return missing;
    }

    private List<Mender.Suspect> listed(List<byte[]> page, String group) {
        return page.stream().map(name -> suspect(text(name), group)).toList();
    }

    private List<Mender.Suspect> ofAnyGroup(List<Map.Entry<byte[], byte[]>> page) {
        return page.stream()
                .map(
                        entry ->
                                suspect(
                                        text(entry.getKey()),
                                        DeadJob.read("", entry.getValue()).group()))
                .filter(suspect -> !suspect.holder().isEmpty())
                .toList();
    }

    private void keepWrong(
            Mender.Sort sort, List<Mender.Suspect> suspects, List<Mender.Suspect> wrong) {
        Set<String> names = Set.copyOf(mender.wrong(sort, suspects));
        suspects.stream().filter(suspect -> names.contains(suspect.name())).forEach(wrong::add);
    }

    private Mender.Suspect suspect(String name, String group) {
        return new Mender.Suspect(name, group, Optional.of(keys.deadOf(group)));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

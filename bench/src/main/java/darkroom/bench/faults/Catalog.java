package darkroom.bench.faults;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All faults there are, those of one setting beside each other. */
final class Catalog {
    private Catalog() {}

    /** All of them, in the order in which they are run. */
    static List<Fault> all() {
        List<Fault> all = new ArrayList<>();
        all.addAll(CrashPoints.all());
        all.addAll(ProcessFaults.all());
        all.addAll(RedisFaults.all());
        all.addAll(NetworkFaults.all());
        all.addAll(Controls.all());
        return besideAlike(all);
    }

    // A stage is kept from fault to fault as long as the setting is the same.
    private static List<Fault> besideAlike(List<Fault> faults) {
        Map<Setting, List<Fault>> bySetting = new LinkedHashMap<>();
        faults.forEach(
                fault ->
                        bySetting
                                .computeIfAbsent(fault.setting(), any -> new ArrayList<>())
                                .add(fault));
        return bySetting.values().stream().flatMap(List::stream).toList();
    }

    /**
     * Those of these names; all if there are none.
     *
     * @throws IllegalArgumentException if there is no such fault
     */
    static List<Fault> only(List<String> names) {
        List<Fault> all = all();
        List<String> known = all.stream().map(Fault::name).toList();
        List<String> unknown = names.stream().filter(name -> !known.contains(name)).toList();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "--only: expected some of " + known + ", found " + unknown);
        }
        return all.stream()
                .filter(fault -> names.isEmpty() || names.contains(fault.name()))
                .toList();
    }
}

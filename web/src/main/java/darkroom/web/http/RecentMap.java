package darkroom.web.http;

import java.util.LinkedHashMap;
import java.util.Map;

/** Maps that keep what was used last. */
public final class RecentMap {
    private RecentMap() {}

    /** One of at most so many entries; whoever shares it synchronizes. */
    public static <K, V> Map<K, V> ofAtMost(int entries) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > entries;
            }
        };
    }
}

package darkroom.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The pages of a dashboard: each that can be reached by links, with some of its addresses. Pages
 * with the same path and the same parameters are one, whatever is in those.
 */
final class PageMap {
    /** The most addresses of a page. */
    static final int ADDRESSES_MAX = 20;

    private static final int PAGES_MAX = 96;

    /** Of so many addresses of a page the links are followed. */
    private static final int FOLLOWED_MAX = 2;

    private static final Pattern LINK = Pattern.compile("href=\"(/[^\"/#][^\"#]*|/)\"");

    private final Map<String, Set<String>> addresses = new LinkedHashMap<>();

    private PageMap() {}

    /**
     * Follows the links from these addresses on.
     *
     * @throws BenchFailedException if one of them leads nowhere
     */
    static PageMap from(List<String> first, PageVisitor visitor) {
        PageMap map = new PageMap();
        Deque<String> open = new ArrayDeque<>();
        first.forEach(address -> map.add(address, open));
        while (!open.isEmpty()) {
            Matcher link = LINK.matcher(new String(visitor.ask(open.pop()), UTF_8));
            while (link.find()) {
                String address = link.group(1).replace("&amp;", "&");
                if (!address.startsWith("/assets/")) {
                    map.add(address, open);
                }
            }
        }
        return map;
    }

    private void add(String address, Deque<String> open) {
        String page = page(address);
        if (!addresses.containsKey(page) && addresses.size() == PAGES_MAX) {
            return;
        }
        Set<String> known = addresses.computeIfAbsent(page, fresh -> new LinkedHashSet<>());
        if (known.size() < ADDRESSES_MAX && known.add(address) && known.size() <= FOLLOWED_MAX) {
            open.add(address);
        }
    }

    /** Its path, and the names of its parameters. */
    static String page(String address) {
        String[] parts = address.split("\\?", 2);
        return parts.length == 1
                ? parts[0]
                : parts[0]
                        + "?"
                        + Stream.of(parts[1].split("&", -1))
                                .map(parameter -> parameter.split("=", 2)[0])
                                .collect(Collectors.toCollection(TreeSet::new))
                                .stream()
                                .collect(Collectors.joining("&"));
    }

    /** All pages, by path. */
    List<String> pages() {
        return new ArrayList<>(new TreeSet<>(addresses.keySet()));
    }

    /** One of the addresses of a page: another for each number, round and round. */
    String address(String page, int number) {
        List<String> known = new ArrayList<>(addresses.getOrDefault(page, Set.of()));
        return known.get(Math.floorMod(number, known.size()));
    }
}

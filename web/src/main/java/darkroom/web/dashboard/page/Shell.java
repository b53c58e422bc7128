package darkroom.web.dashboard.page;

import java.util.List;

/**
 * What stands around every page.
 *
 * @param assets of the page
 * @param fleet whose dashboard it is, such as the address of its Redis
 * @param visitor who looks; with an empty name nobody has signed in
 * @param links to the other pages
 * @param live how the page stays as it is now
 */
public record Shell(Assets assets, String fleet, Visitor visitor, List<Link> links, Live live) {
    /** Copies the links. */
    public Shell {
        links = List.copyOf(links);
    }

    /**
     * Who looks.
     *
     * @param csrf what a form has to hold
     */
    public record Visitor(String name, String role, String csrf) {
        /** Nobody who has signed in. */
        public static final Visitor NOBODY = new Visitor("", "", "");

        /** Whether somebody has signed in. */
        public boolean isSomebody() {
            return !name.isEmpty();
        }
    }

    /**
     * To another page.
     *
     * @param key that is pressed after {@code g}
     */
    public record Link(String name, String href, String key, boolean current) {}

    /**
     * How a page stays as it is now.
     *
     * @param self its address, or that of its next part; empty where it stays as it was
     * @param freshness of its figures, as a sentence; empty where it has none
     * @param fault why they are old; empty where they are not
     * @param isPart whether it shows a part of something, and the next is to follow at once
     */
    public record Live(String self, String freshness, String fault, boolean isPart) {
        /** It stays as it was. */
        public static final Live NOT = new Live("", "", "", false);

        /** It shows a part of something; the next is there. */
        public static Live part(String next) {
            return new Live(next, "", "", true);
        }
    }
}

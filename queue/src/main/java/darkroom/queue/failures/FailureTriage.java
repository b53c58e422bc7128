package darkroom.queue.failures;

import darkroom.queue.Excerpt;
import darkroom.queue.redis.Call;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.Script;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What people say of groups of failures. Each change is put down with who made it and when, by
 * Redis' clock. Thread-safe.
 *
 * <p>Every method returns false, and has written nothing, if there is no such group. What is
 * malformed is an {@link IllegalArgumentException}, and nothing was written either. An empty text
 * takes back what was said.
 */
public final class FailureTriage {
    /** The longest that a group can be muted. */
    public static final Duration MUTE_MAX = Duration.ofDays(90);

    /** The longest note, in characters. */
    public static final int NOTE_CHARS_MAX = 2_000;

    /** The longest link, in characters. */
    public static final int LINK_CHARS_MAX = 500;

    /** The most changes that are kept of a group: beyond it the oldest goes. */
    public static final int CHANGES_MAX = 20;

    private static final Pattern PERSON =
            Pattern.compile(
                    "[\\p{L}\\p{N}._@+-](?:[\\p{L}\\p{N}._@+ -]{0,58}[\\p{L}\\p{N}._@+-])?");
    private static final int SHOWN_CHARS_MAX = 100;
    private static final int DONE = 1;
    private static final int TOO_LATE = -1;

    private final RedisStore store;

    /** Writes to {@code store}. */
    public FailureTriage(RedisStore store) {
        this.store = store;
    }

    /**
     * Nobody is to be told of it until then.
     *
     * @param until in the future, at most {@link #MUTE_MAX} away
     */
    public boolean mute(String group, Instant until, String who) {
        if (until.isAfter(Instant.ofEpochMilli(store.timeMillis()).plus(MUTE_MAX))
                || until.isBefore(Instant.EPOCH)) {
            throw badTime(until);
        }
        String millis = Long.toString(until.toEpochMilli());
        long answer = run(group, "mute", who, millis, until.toString());
        if (answer == TOO_LATE) {
            throw badTime(until);
        }
        return answer == DONE;
    }

    /** It is no longer muted. */
    public boolean unmute(String group, String who) {
        return run(group, "unmute", who, "", "") == DONE;
    }

    /**
     * Somebody is to look at it.
     *
     * @param assignee a name of at most 60 letters, digits and {@code . _ @ + -} and blanks
     */
    public boolean assign(String group, String assignee, String who) {
        if (!assignee.isEmpty()) {
            checkPerson(assignee);
        }
        return run(group, "assignee", who, assignee, assignee) == DONE;
    }

    /**
     * What whoever looks at it next should know.
     *
     * @param note at most {@link #NOTE_CHARS_MAX} characters, lines and tabs among them
     */
    public boolean note(String group, String note, String who) {
        boolean controls = note.chars().anyMatch(c -> c != '\n' && c != '\t' && isControl(c));
        if (note.length() > NOTE_CHARS_MAX || controls) {
            throw new IllegalArgumentException(
                    "cannot keep the note: expected at most "
                            + NOTE_CHARS_MAX
                            + " characters and none that controls a terminal, found "
                            + (controls ? "one that does" : note.length())
                            + "; shorten it, or link to a page");
        }
        return run(group, "note", who, note, note) == DONE;
    }

    /**
     * Where it is written what to do about it.
     *
     * @param link an address of a page, http or https, without a password in it
     */
    public boolean runbook(String group, String link, String who) {
        if (!link.isEmpty() && !isLink(link)) {
            throw new IllegalArgumentException(
                    "cannot keep the link \""
                            + Excerpt.of(link)
                            + "\": expected http:// or https://, a host, and at most "
                            + LINK_CHARS_MAX
                            + " characters without blanks or a password; correct it");
        }
        return run(group, "runbook", who, link, link) == DONE;
    }

    /** It will not come again. If it does, it says so. */
    public boolean resolve(String group, String who) {
        return run(group, "resolve", who, "", "") == DONE;
    }

    /** Whether this is a link that a group may have. Any text may be asked. */
    public static boolean isLink(String link) {
        if (link.length() > LINK_CHARS_MAX) {
            return false;
        }
        try {
            URI uri = new URI(link);
            String scheme = Optional.ofNullable(uri.getScheme()).orElse("");
            return switch (scheme.toLowerCase(Locale.ROOT)) {
                case "http", "https" -> uri.getHost() != null && uri.getRawUserInfo() == null;
                default -> false;
            };
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private long run(String group, String verb, String who, String value, String shown) {
        checkPerson(who);
        if (!Fingerprint.isGroup(group)) {
            return 0;
        }
        Keys keys = store.keys();
        Call call = new Call();
        call.key(keys.failure(group));
        call.key(keys.failuresResolved());
        call.key(keys.failuresReturned());
        call.key(keys.failuresMuted());
        call.arg(group).arg(verb).arg(who).arg(value);
        call.arg(Excerpt.cut(shown, SHOWN_CHARS_MAX).replace('\n', ' ').replace('\t', ' '));
        return store.run(Script.TRIAGE, call.arg(CHANGES_MAX)).number();
    }

    private static void checkPerson(String name) {
        if (!PERSON.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "cannot name a person \""
                            + Excerpt.of(name)
                            + "\": expected 1..60 letters, digits, blanks and . _ @ + -; choose"
                            + " another name");
        }
    }

    private static boolean isControl(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }

    private static IllegalArgumentException badTime(Instant until) {
        return new IllegalArgumentException(
                "cannot mute until "
                        + until
                        + ": expected a time in the next "
                        + MUTE_MAX.toDays()
                        + " days by Redis' clock; choose another");
    }
}

package darkroom.queue.operations;

import darkroom.queue.Excerpt;
import darkroom.queue.InvalidJobException;
import darkroom.queue.Limits;
import darkroom.queue.failures.Fingerprint;
import darkroom.queue.json.DeadJob;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which dead jobs an operation is for: those that match all that is given. Without anything it is
 * all of them. Jobs that die after the operation began are never among them.
 *
 * @param ids names in the dead set; none: by the rest alone
 * @param kind of the job
 * @param queue where it waited last
 * @param error class of what was thrown, with or without its package, or a reason such as {@code
 *     buried}
 * @param group of failures, that it is one of
 * @param since died then or later
 * @param until died then or before
 */
public record Selection(
        List<String> ids,
        Optional<String> kind,
        Optional<String> queue,
        Optional<String> error,
        Optional<String> group,
        Optional<Instant> since,
        Optional<Instant> until) {
    /** All dead jobs. */
    public static final Selection ALL =
            new Selection(
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    /** Longer than any class or queue is called. */
    private static final int NAME_CHARS_MAX = 500;

    private static final String NAME = "[^\\s]{1,128}";

    /** Copies the ids, each once, and checks them. */
    public Selection {
        ids = ids.stream().distinct().toList();
        if (ids.size() > Limits.PAGE_MAX) {
            throw new InvalidJobException(
                    "cannot select "
                            + ids.size()
                            + " jobs by id: limit is "
                            + Limits.PAGE_MAX
                            + " (Limits.PAGE_MAX); select by kind, queue, error or time");
        }
        for (String id : ids) {
            if (!id.matches(NAME)) {
                throw new InvalidJobException(
                        "cannot select a job by an id that is empty, long or has blanks in it;"
                                + " \"darkroom dead ls\" shows the ids");
            }
        }
        check("kind", kind);
        check("queue", queue);
        check("error", error);
        if (!group.map(Fingerprint::isGroup).orElse(true)) {
            throw new InvalidJobException(
                    "cannot select jobs by group: expected the id of one, "
                            + Fingerprint.GROUP_CHARS
                            + " letters and digits, found \""
                            + Excerpt.of(group.get())
                            + "\"; \"darkroom failures ls\" shows them");
        }
    }

    private static void check(String by, Optional<String> name) {
        int length = name.map(String::length).orElse(1);
        if (length < 1 || length > NAME_CHARS_MAX) {
            throw new InvalidJobException(
                    "cannot select jobs by "
                            + by
                            + ": expected a name of 1.."
                            + NAME_CHARS_MAX
                            + " characters, found "
                            + length
                            + "; \"darkroom dead ls\" shows those that there are");
        }
    }

    /** These and no others. */
    public static Selection of(List<String> ids) {
        return ALL.withIds(ids);
    }

    /** The same, of these ids only. */
    public Selection withIds(List<String> some) {
        return new Selection(some, kind, queue, error, group, since, until);
    }

    /** The same, of one kind. */
    public Selection ofKind(String name) {
        return new Selection(ids, Optional.of(name), queue, error, group, since, until);
    }

    /** The same, of one queue. */
    public Selection inQueue(String name) {
        return new Selection(ids, kind, Optional.of(name), error, group, since, until);
    }

    /** The same, that failed by this. */
    public Selection withError(String name) {
        return new Selection(ids, kind, queue, Optional.of(name), group, since, until);
    }

    /** The same, of one group of failures: by its index, so that no other job is looked at. */
    public Selection ofGroup(String id) {
        return new Selection(ids, kind, queue, error, Optional.of(id), since, until);
    }

    /** The same, that died then or later. */
    public Selection since(Instant moment) {
        return new Selection(ids, kind, queue, error, group, Optional.of(moment), until);
    }

    /** The same, that died then or before. */
    public Selection until(Instant moment) {
        return new Selection(ids, kind, queue, error, group, since, Optional.of(moment));
    }

    /** Whether an index has all of them and no others: the dead set's, or that of a group. */
    boolean isOfAnIndex() {
        return ids.isEmpty() && kind.isEmpty() && queue.isEmpty() && error.isEmpty();
    }

    /** Whether a dead job is among them, but for when it died. */
    boolean matches(DeadJob job) {
        return kind.map(job.kind()::equals).orElse(true)
                && queue.map(job.queue()::equals).orElse(true)
                && group.map(job.group()::equals).orElse(true)
                && error.map(name -> isCause(job.cause(), name)).orElse(true);
    }

    private static boolean isCause(DeadJob.Cause cause, String name) {
        return cause.type().equals(name)
                || cause.type().endsWith("." + name)
                || cause.type().endsWith("$" + name)
                || cause.reason().equals(name);
    }

    /** In words. */
    @Override
    public String toString() {
        List<String> words = new ArrayList<>();
        if (!ids.isEmpty()) {
            words.add(ids.size() == 1 ? "id " + ids.get(0) : ids.size() + " ids");
        }
        kind.ifPresent(name -> words.add("kind " + name));
        queue.ifPresent(name -> words.add("queue " + name));
        error.ifPresent(name -> words.add("error " + name));
        group.ifPresent(id -> words.add("group " + id));
        since.ifPresent(moment -> words.add("since " + moment));
        until.ifPresent(moment -> words.add("until " + moment));
        return words.isEmpty() ? "all" : String.join(", ", words);
    }
}

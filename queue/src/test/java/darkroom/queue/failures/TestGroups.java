package darkroom.queue.failures;

import static darkroom.queue.fixtures.TestQueue.buriedBy;
import static darkroom.queue.fixtures.TestQueue.group;
import static darkroom.queue.fixtures.TestQueue.reserve;
import static darkroom.queue.fixtures.TestQueue.retryingBy;
import static darkroom.queue.fixtures.TestQueue.settle;
import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.Reserved;
import darkroom.queue.reserve.Settlement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Failures of notes in a queue, by types that are a group each. */
final class TestGroups {
    private final TestQueue queue;
    private final FailureGroups groups;

    TestGroups(TestQueue queue) {
        this.queue = queue;
        this.groups = new FailureGroups(queue.store());
    }

    /** The group of a type. */
    FailureGroup found(String type) {
        return groups.find(group(type)).orElseThrow();
    }

    /** A process that holds so many notes. */
    Membership holder(int notes) {
        queue.enqueueNotes("note", notes);
        Membership member = queue.join("note");
        assertThat(reserve(member, notes)).hasSize(notes);
        return member;
    }

    /** Attempts that are to be tried again. */
    void fail(String type, int times) {
        Membership member = holder(times);
        settle(member, all(member, held -> retryingBy(type, held)));
    }

    /** Jobs that are dead. */
    void bury(String type, int times) {
        Membership member = holder(times);
        settle(member, all(member, held -> buriedBy(type, member, held)));
    }

    /** Ends all that it holds. */
    static Settlement[] all(Membership member, Function<Reserved, Settlement> end) {
        return member.held().stream().map(end).toArray(Settlement[]::new);
    }

    /** Has a group stand at a time in a listing's index. */
    void at(String index, String type, double millis) {
        queue.jedis().zadd(index, millis, group(type));
    }

    /** Types of the groups of a listing, in pages of one. */
    List<String> listed(Listing listing) {
        List<String> types = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            FailureGroups.Page page = groups.list(listing, after, 1);
            page.groups().forEach(group -> types.add(group.fingerprint().type()));
            after = page.next();
        } while (after.isPresent());
        return types;
    }
}

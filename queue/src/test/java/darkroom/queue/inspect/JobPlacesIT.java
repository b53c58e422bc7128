package darkroom.queue.inspect;

import static darkroom.queue.fixtures.TestQueue.NOTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.queue.InvalidJobException;
import darkroom.queue.Job;
import darkroom.queue.Limits;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.fixtures.TestQueue.Note;
import darkroom.queue.inspect.JobPlaces.Look;
import darkroom.queue.inspect.WaitingJob.Place;
import darkroom.queue.json.DeadJob;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.Reserved;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class JobPlacesIT {
    private final TestQueue queue = TestQueue.open();
    private final JobPlaces places = new JobPlaces(queue.store());

    @AfterEach
    void close() {
        queue.close();
    }

    private static Job<Note> note(String id) {
        return NOTE.job(new Note(1)).withId(id);
    }

    private Look find(String id) {
        return places.find(id, Optional.empty());
    }

    @Test
    void jobIsFoundWhereverItIs() {
        queue.client().enqueue(note("held"));
        Membership member = queue.join("note");
        List<Reserved> held = TestQueue.reserve(member, 1);
        queue.client().enqueue(note("ready"));
        queue.client().enqueue(note("later").delayedBy(Duration.ofHours(1)));
        queue.jedis().zadd(queue.keys().retrying(), 9e12, "note:" + json("again"));

        assertThat(held).hasSize(1);
        assertThat(find("held").found().orElseThrow().process()).isEqualTo(member.id());
        assertThat(find("held").found().orElseThrow().job().queue()).isEqualTo("note");
        assertThat(find("ready").found().orElseThrow().job().place()).isEqualTo(Place.READY);
        assertThat(find("later").found().orElseThrow().job().place()).isEqualTo(Place.SCHEDULED);
        assertThat(find("again").found().orElseThrow().job().due())
                .contains(Instant.ofEpochMilli(9_000_000_000_000L));
        assertThat(find("read")).as("a part of an id").isEqualTo(new Look(Optional.empty(), true));
    }

    @Test
    void whatIsFarFromBothEndsIsNotLookedAtWhichIsSaid() {
        List<Job<?>> many = new ArrayList<>();
        List<Job<?>> later = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            many.add(note("ready" + i));
            later.add(note("later" + i).delayedBy(Duration.ofHours(1).plusSeconds(i)));
        }
        queue.client().enqueueAll(many);
        for (String near : List.of("ready0", "ready199", "ready801", "ready999")) {
            assertThat(find(near).found()).as(near).isPresent();
        }
        assertThat(find("ready500")).isEqualTo(new Look(Optional.empty(), false));
        queue.jedis().del(queue.keys().queue("note"));
        assertThat(find("ready500")).isEqualTo(new Look(Optional.empty(), true));

        for (int i = 0; i <= 200; i++) {
            queue.jedis().zadd(queue.keys().processes(), i, "p" + i);
        }
        assertThat(find("ready500")).as("held").isEqualTo(new Look(Optional.empty(), false));
        queue.jedis().del(queue.keys().processes());

        queue.client().enqueueAll(later);
        Instant due =
                new WaitingJobs(queue.store()).due(Place.SCHEDULED, 500, 1).get(0).due().get();

        assertThat(find("later0").found()).isPresent();
        assertThat(find("later999").found()).isPresent();
        assertThat(find("later500")).isEqualTo(new Look(Optional.empty(), false));
        assertThat(places.find("later500", Optional.of(due)).found())
                .as("as the list of it said")
                .isPresent();
        assertThat(places.find("later500", Optional.of(due.plusMillis(1))).found()).isEmpty();
    }

    @Test
    void walkFindsWhatNoLookSees() {
        List<Job<?>> many = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            many.add(note("ready" + i));
        }
        queue.client().enqueueAll(many);
        for (int i = 0; i <= 200; i++) {
            queue.jedis().zadd(queue.keys().processes(), i, "p" + i);
        }
        queue.jedis().hset(queue.keys().reserved("p200"), "7:note", json("held"));

        assertThat(find("held")).isEqualTo(new Look(Optional.empty(), false));
        assertThat(places.walk("held").orElseThrow().process()).isEqualTo("p200");
        assertThat(places.walk("held").orElseThrow().job().queue()).isEqualTo("note");
        assertThat(places.walk("ready500").orElseThrow().job().place()).isEqualTo(Place.READY);
        assertThat(places.walk("ready")).as("a part of an id").isEmpty();
        assertThat(places.walk("hel")).as("a part of an id").isEmpty();
    }

    @Test
    void readyJobIsFoundWhereAListHadItAndFurtherInFront() {
        List<Job<?>> many = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            many.add(note("ready" + i));
        }
        queue.client().enqueueAll(many.subList(0, 1_000));
        queue.client().enqueueAll(many.subList(1_000, 1_500));

        assertThat(find("ready850").found()).isEmpty();
        for (long offset : new long[] {810, 850, 890, 1_200, 1_300}) {
            assertThat(places.find("ready850", "note", offset).found().map(it -> it.job().place()))
                    .as("listed at " + offset)
                    .contains(Place.READY);
        }
        for (long offset : new long[] {0, 700, 1_450, Limits.QUEUE_JOBS_MAX}) {
            assertThat(places.find("ready850", "note", offset))
                    .as("listed at " + offset)
                    .isEqualTo(new Look(Optional.empty(), false));
        }
        assertThat(places.find("ready0", "note", 3).found()).isPresent();
        assertThat(places.find("ready0", "other", 0).found()).as("in another").isPresent();
        queue.jedis().zadd(queue.keys().queue("theirs"), 1, "ready850");
        assertThat(places.find("ready850", "theirs", 0).found()).isEmpty();
    }

    @Test
    void recordThatCannotBeReadIsShownAsBytesAndCanBeDiscarded() {
        byte[] record = "{\"queue\":\"note\",\"kind\": no json".getBytes(StandardCharsets.UTF_8);
        String text = new String(record, StandardCharsets.UTF_8);
        queue.jedis().hset(queue.keys().deadJobs(), "odd", text);
        queue.jedis().zadd(queue.keys().dead(), 7, "odd");
        queue.jedis().hincrBy(queue.keys().stats(), "now|dead|note", 1);
        String base64 = "{\"id\":\"x\",\"payload64\":\"***\"}";
        queue.jedis().hset(queue.keys().deadJobs(), "base", base64);
        queue.jedis().zadd(queue.keys().dead(), 8, "base");
        DeadJobs dead = new DeadJobs(queue.store());

        assertThat(dead.list(0, 10)).extracting(view -> view.job().id()).contains("odd", "base");
        DeadJob found = dead.find("odd").orElseThrow().job();
        assertThat(found.isUnreadable()).isTrue();
        assertThat(found.payload()).isEqualTo(record);
        assertThat(found.queue()).isEqualTo("note");
        assertThat(found.cause().message()).contains(record.length + " bytes", "discard it");
        assertThatThrownBy(() -> dead.retry("odd"))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("its record cannot be read");
        assertThatThrownBy(() -> dead.edit("base", "{}", "ada"))
                .isInstanceOf(InvalidJobException.class);

        dead.discard("odd");

        assertThat(dead.find("odd")).isEmpty();
        assertThat(queue.jedis().hget(queue.keys().stats(), "now|dead|note")).isEqualTo("0");
        assertThat(DeadJob.heldOf(record)).isEmpty();
    }

    private static String json(String id) {
        return "{\"class\":\"note\",\"args\":[],\"id\":\"" + id + "\"}";
    }
}

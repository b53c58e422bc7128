package darkroom.queue.operations;

import darkroom.queue.InvalidJobException;
import darkroom.queue.redis.Call;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.Reply;
import darkroom.queue.redis.Script;
import darkroom.queue.redis.StatFields;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Orders operations on dead jobs, shows how far they are, and steers them. Thread-safe. */
public final class Operations {
    /** The most operations that are worked on at a time. */
    public static final int ACTIVE_MAX = 10;

    private static final int TRIES_MAX = 20;

    private final RedisStore store;
    private final OperationStore records;

    /** Those of {@code store}. */
    public Operations(RedisStore store) {
        this.store = store;
        this.records = new OperationStore(store);
    }

    /**
     * A line of the log.
     *
     * @param number of the operation; 0 for what was done without one
     * @param what was done: {@code retry}, {@code pause}, {@code export}, ...
     */
    public record Logged(Instant at, long number, String by, String what) {}

    /** Puts a line into the log: of what was done by the caller itself, such as an export. */
    public void note(String by, String what) {
        Call call = new Call();
        call.key(store.keys().operationsLog());
        call.arg(Plan.word(by)).arg(what).arg(OperationStore.LOG_MAX);
        store.run(Script.NOTE, call);
    }

    /**
     * Puts an operation on record. The fleet works on it from now, for jobs that are dead by now.
     *
     * @return its number
     * @throws InvalidJobException if {@link #ACTIVE_MAX} are active, or so many are on record that
     *     wait for a person; then nothing is written
     */
    public long start(Plan plan) {
        long total = records.source(plan.selection(), store.timeMillis()).size();
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            List<Long> kept = numbers();
            List<Long> leaving = leaving(kept);
            long number = next(kept, leaving);
            Reply reply = start(plan, number, total, leaving);
            switch (reply.text(0)) {
                case "OK" -> {
                    return number;
                }
                case "BUSY" ->
                        throw refused(
                                reply.number(1) + " are active, limit is " + ACTIVE_MAX,
                                "wait for one to end, or cancel one");
                default -> {}
            }
        }
        throw refused("others were started at the same time again and again", "try again");
    }

    private Reply start(Plan plan, long number, long total, List<Long> leaving) {
        Keys keys = store.keys();
        Call call = new Call();
        call.key(keys.operations());
        call.key(keys.operationsActive());
        call.key(keys.operation(number));
        call.key(keys.stats());
        call.key(keys.operationsLog());
        for (long other : leaving) {
            call.key(keys.operation(other));
            call.key(keys.operationRecords(other));
        }
        List<String> counters = OperationStore.endFields(number);
        call.arg(number).arg(ACTIVE_MAX).arg(keys.wakeChannel()).arg(plan.by());
        call.arg(plan.action().word() + " " + plan.selection()).arg(OperationStore.LOG_MAX);
        call.arg(counters.size()).arg(leaving.size());
        counters.forEach(call::arg);
        leaving.forEach(call::arg);
        OperationFields.add(call, plan, total);
        return store.run(Script.START, call);
    }

    /** The next number whose slot nobody has: there is one, since so many are never kept. */
    private static long next(List<Long> kept, List<Long> leaving) {
        Set<Integer> taken = new HashSet<>();
        for (long number : kept) {
            if (!leaving.contains(number)) {
                taken.add(StatFields.operationSlot(number));
            }
        }
        long next = kept.isEmpty() ? 1 : kept.get(kept.size() - 1) + 1;
        while (taken.contains(StatFields.operationSlot(next))) {
            next++;
        }
        return next;
    }

    /** Those that make room for one more: the oldest that are over. */
    private List<Long> leaving(List<Long> kept) {
        int tooMany = kept.size() + 1 - OperationStore.KEPT_MAX;
        List<Long> leaving = new ArrayList<>();
        for (int i = 0; i < kept.size() && leaving.size() < tooMany; i++) {
            OperationFields fields = records.read(kept.get(i));
            if (!fields.isThere() || !fields.state().isOpen()) {
                leaving.add(kept.get(i));
            }
        }
        if (leaving.size() < tooMany) {
            throw refused(
                    OperationStore.KEPT_MAX + " are on record and none of them is over",
                    "cancel some that are paused");
        }
        return leaving;
    }

    private static InvalidJobException refused(String found, String remedy) {
        return new InvalidJobException(
                "cannot start an operation: " + found + " (Operations); " + remedy);
    }

    private List<Long> numbers() {
        return store.sortedMembers(store.keys().operations()).stream().map(Long::valueOf).toList();
    }

    /** All on record, latest first; at most {@value OperationStore#KEPT_MAX}. */
    public List<Operation> list() {
        return list(Long.MAX_VALUE, OperationStore.KEPT_MAX);
    }

    /**
     * Some of those on record, latest first. A call each, and two more.
     *
     * @param before number of the operation behind which to begin; {@link Long#MAX_VALUE}: from the
     *     latest
     * @param most from 1; more than there can be is as good as all
     */
    public List<Operation> list(long before, int most) {
        Map<Long, OperationFields> there = new LinkedHashMap<>();
        numbers().stream()
                .filter(number -> number < before)
                .sorted(Comparator.reverseOrder())
                .limit(most)
                .forEach(number -> there.put(number, records.read(number)));
        there.values().removeIf(fields -> !fields.isThere());
        List<Operation.Ends> ends = records.ends(List.copyOf(there.keySet()));
        List<Operation> all = new ArrayList<>();
        there.forEach((number, fields) -> all.add(fields.operation(number, ends.get(all.size()))));
        return all;
    }

    /** One, if it is on record. */
    public Optional<Operation> find(long number) {
        OperationFields fields = records.read(number);
        return fields.isThere()
                ? Optional.of(fields.operation(number, records.ends(number)))
                : Optional.empty();
    }

    /** What was done with operations and by whom, oldest first; at most 1,000 lines. */
    public List<Logged> log() {
        return store.listRange(store.keys().operationsLog(), 0, OperationStore.LOG_MAX - 1).stream()
                .map(line -> new String(line, StandardCharsets.UTF_8))
                .map(line -> line.split(" ", 4))
                .map(
                        part ->
                                new Logged(
                                        Instant.ofEpochMilli(Long.parseLong(part[0])),
                                        Long.parseLong(part[1]),
                                        part[2],
                                        part[3]))
                .toList();
    }

    /**
     * Has nothing more moved until {@link #resume}; a step under way ends first, or does nothing.
     *
     * @throws InvalidJobException if it is not on record or not active; says what it is
     */
    public void pause(long number, String by) {
        steer(number, "pause", OperationState.PAUSED, by, Map.of());
    }

    /**
     * Goes on with one that is paused, or that has stopped by itself: then its canary is let be,
     * and failures are counted from here.
     *
     * @throws InvalidJobException if it is not on record or neither of the two; says what it is
     */
    public void resume(long number, String by) {
        Operation found = find(number).orElseThrow(() -> unknown("resume", number));
        boolean waits = found.state() == OperationState.PAUSED && isWaitingForCanary(number);
        Operation.Ends ends = found.ends();
        Map<String, String> fields =
                found.state() == OperationState.STOPPED ? OperationWatch.fromHere(ends) : Map.of();
        steer(
                number,
                "resume",
                waits ? OperationState.WAITING : OperationState.RUNNING,
                by,
                fields);
    }

    private boolean isWaitingForCanary(long number) {
        OperationFields fields = records.read(number);
        return OperationWatch.isOut(fields) && fields.text("passed").isEmpty();
    }

    /**
     * Ends one; what it has moved stays moved.
     *
     * @throws InvalidJobException if it is not on record or over; says what it is
     */
    public void cancel(long number, String by) {
        steer(number, "cancel", OperationState.CANCELLED, by, Map.of());
    }

    /**
     * Takes back to the dead set, as they were there, the jobs that it has retried and that still
     * wait in their queues. Those that have begun since, or wait for another attempt, stay as they
     * are; and so do those that it retried over a day ago, or beyond the first 100,000.
     *
     * @throws InvalidJobException if it is not on record, is being undone already, or discarded
     *     jobs
     */
    public void undo(long number, String by) {
        Operation found = find(number).orElseThrow(() -> unknown("undo", number));
        if (found.plan().action() != Action.RETRY) {
            throw new InvalidJobException(
                    "cannot undo operation "
                            + number
                            + ": expected one that retried jobs, found one that discarded them;"
                            + " they are gone");
        }
        steer(number, "undo", OperationState.UNDOING, by, Map.of("cursor", OperationUndo.START));
    }

    private void steer(
            long number,
            String verb,
            OperationState wanted,
            String by,
            Map<String, String> fields) {
        OperationStore.Note note = new OperationStore.Note(Plan.word(by), verb, "");
        List<String> words = wanted.from().stream().map(OperationState::word).toList();
        Reply reply = records.steer(number, wanted, words, note, fields);
        switch (reply.text(0)) {
            case "OK" -> {}
            case "NONE" -> throw unknown(verb, number);
            default ->
                    throw new InvalidJobException(
                            "cannot "
                                    + verb
                                    + " operation "
                                    + number
                                    + ": expected it to be "
                                    + either(words)
                                    + ", found it "
                                    + reply.text(1)
                                    + "; nothing was changed");
        }
    }

    private static String either(List<String> words) {
        int last = words.size() - 1;
        return last == 0
                ? words.get(0)
                : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }

    private static InvalidJobException unknown(String verb, long number) {
        return new InvalidJobException(
                "cannot "
                        + verb
                        + " operation "
                        + number
                        + ": it is not on record; \"darkroom operations ls\" shows what is");
    }
}

package darkroom.queue.redis;

import java.util.Optional;

/**
 * The names of all keys and channels. Resque's and Jesque's where they have one; the others are
 * ours.
 *
 * @param namespace what each begins with, without the colon
 * @param database number of the database: a server's channels are the same in all of them
 */
public record Keys(String namespace, int database) {
    /** Set: names of all queues that ever held a job. Resque's. */
    public String queues() {
        return namespace + ":queues";
    }

    /** List: ready jobs of one queue, next first. Resque's. */
    public String queue(String name) {
        return namespace + ":queue:" + name;
    }

    /** Sorted set by epoch ms: jobs due later, as {@code queue:payload}. */
    public String scheduled() {
        return namespace + ":scheduled";
    }

    /** Sorted set by epoch ms: failed jobs with attempts left, as {@code queue:payload}. */
    public String retrying() {
        return namespace + ":retrying";
    }

    /**
     * Hash: within which time jobs are to begin, ms, by {@code set|QUEUE} as a person said and by
     * {@code kind|QUEUE} as a build did.
     */
    public String objectives() {
        return namespace + ":objectives";
    }

    /** Set: names of paused queues. */
    public String paused() {
        return namespace + ":paused";
    }

    /** Sorted set by last beat, epoch ms: ids of the processes of the fleet. */
    public String processes() {
        return namespace + ":processes";
    }

    /** Hash: what one process is and does. */
    public String process(String id) {
        return namespace + ":process:" + id;
    }

    /** Hash: {@code sequence:queue} to payload of the jobs that one process holds. */
    public String reserved(String id) {
        return namespace + ":reserved:" + id;
    }

    /** The queue that a field of {@link #reserved} names. */
    public static String queueOf(String reservedField) {
        return reservedField.substring(reservedField.indexOf(':') + 1);
    }

    /** Hash: id to where its next job is to be put, of each process that waits for one. */
    public String standby() {
        return namespace + ":standby";
    }

    /** Set: ids of the processes that take jobs. */
    public String serving() {
        return namespace + ":serving";
    }

    /** Sorted set by epoch ms: ids of processes given up for lost whose jobs are being reaped. */
    public String lost() {
        return namespace + ":lost";
    }

    /** Hash: what is wanted of the fleet as a whole. */
    public String fleet() {
        return namespace + ":fleet";
    }

    /** String: there while somebody wants to see what threads do; it expires. */
    public String threadsWanted() {
        return namespace + ":threads:wanted";
    }

    /** String: what the threads of one process do, while that is wanted; it expires. */
    public String threads(String id) {
        return namespace + ":threads:" + id;
    }

    /** Counter: the last term given out. */
    public String term() {
        return namespace + ":term";
    }

    /** Sorted set by epoch ms: ids of dead jobs. */
    public String dead() {
        return namespace + ":dead";
    }

    /** Hash: id to record of each dead job. */
    public String deadJobs() {
        return namespace + ":dead:jobs";
    }

    /** Hash: how far the copying of dead jobs into the archive is. */
    public String deadArchive() {
        return namespace + ":dead:archive";
    }

    /** Sorted set by epoch ms: names of the dead jobs of one group of failures. */
    public String deadOf(String group) {
        return namespace + ":dead:group:" + group;
    }

    /** Sorted set by when one was seen last, epoch ms: ids of all groups of failures. */
    public String failures() {
        return namespace + ":failures";
    }

    /** Sorted set by when one was first seen or came back, epoch ms: ids of the same. */
    public String failuresFresh() {
        return namespace + ":failures:fresh";
    }

    /** Sorted set by how many came lately: ids of the same. */
    public String failuresByRate() {
        return namespace + ":failures:rate";
    }

    /** Sorted set by since when, epoch ms: ids of those that are resolved. */
    public String failuresResolved() {
        return namespace + ":failures:resolved";
    }

    /** Sorted set by since when, epoch ms: ids of those that came back after that. */
    public String failuresReturned() {
        return namespace + ":failures:returned";
    }

    /** Sorted set by until when, epoch ms: ids of those that are muted, or were. */
    public String failuresMuted() {
        return namespace + ":failures:muted";
    }

    /** Hash: what is known of one group of failures. */
    public String failure(String group) {
        return namespace + ":failure:" + group;
    }

    /** Sorted set by number: operations on dead jobs that are on record. */
    public String operations() {
        return namespace + ":operations";
    }

    /** Sorted set by number: operations that somebody is to work on. */
    public String operationsActive() {
        return namespace + ":operations:active";
    }

    /** String: id of the process that works on them. */
    public String operationsTurn() {
        return namespace + ":operations:turn";
    }

    /** List: who did what with which operation, oldest first. */
    public String operationsLog() {
        return namespace + ":operations:log";
    }

    /** Hash: one operation. */
    public String operation(long number) {
        return namespace + ":operation:" + number;
    }

    /** Hash: id to the dead set's record of each job that one operation has retried. */
    public String operationRecords(long number) {
        return namespace + ":operation:" + number + ":records";
    }

    /** Hash: all counters. */
    public String stats() {
        return namespace + ":stats";
    }

    /** List: the ledger at each of the last minutes, oldest first. */
    public String minutes() {
        return namespace + ":minutes";
    }

    /** List: how long jobs had waited by each of the last minutes, oldest first. */
    public String waits() {
        return namespace + ":waits";
    }

    /** Sorted set: builds by when they were first seen in the fleet. */
    public String builds() {
        return namespace + ":builds";
    }

    /** Hash: name of each operator to what they may do and are known by. */
    public String operators() {
        return namespace + ":operators";
    }

    /** String: who is signed in by the session id of this hash; it expires. */
    public String session(String hash) {
        return namespace + ":session:" + hash;
    }

    /** String: hash of what the first operator is made by; it expires. */
    public String setup() {
        return namespace + ":setup";
    }

    /** Stream: what operators did. */
    public String audit() {
        return namespace + ":audit";
    }

    /** String: id of the live job that holds this unique key. */
    public String unique(String key) {
        return namespace + ":unique:" + key;
    }

    /** Set: ids of the jobs from one outbox that are in Redis and not done. */
    public String outboxLive(String outbox) {
        return namespace + ":outbox:" + outbox + ":live";
    }

    /** Set: ids of the jobs from one outbox that are done and whose rows may go. */
    public String outboxDone(String outbox) {
        return namespace + ":outbox:" + outbox + ":done";
    }

    /** Hash: outbox to the {@link RedisStore#history} in which its rows were sent. */
    public String outboxHistory() {
        return namespace + ":outbox:history";
    }

    /** Pattern that all keys have, for a scan. */
    public String all() {
        return namespace + ":*";
    }

    /**
     * What stands in a key in the place of the name that one of the methods here was given.
     *
     * @param keyOfStar the key of the name {@code *}, such as {@code queue("*")}
     */
    public static Optional<String> nameIn(String key, String keyOfStar) {
        int star = keyOfStar.indexOf('*');
        String before = keyOfStar.substring(0, star);
        String after = keyOfStar.substring(star + 1);
        boolean matches =
                key.startsWith(before)
                        && key.endsWith(after)
                        && key.length() > before.length() + after.length();
        return matches
                ? Optional.of(key.substring(star, key.length() - after.length()))
                : Optional.empty();
    }

    /**
     * Channel: {@code ready} when a queue stops being empty, {@code due} when the next due is
     * sooner.
     */
    public String wakeChannel() {
        return namespace + ":wake:" + database;
    }

    /**
     * Channel that one process alone listens on for as long as it lives: brings {@code job}, a
     * field of its reserved hash and the payload, when it was handed one as it stood by.
     */
    public String lifeChannel(String processId) {
        return namespace + ":life:" + database + ":" + processId;
    }
}

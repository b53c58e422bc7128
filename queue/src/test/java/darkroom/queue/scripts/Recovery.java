package darkroom.queue.scripts;

import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.json.StoredJob;
import darkroom.queue.maintenance.Promoter;
import darkroom.queue.maintenance.Reaper;
import darkroom.queue.maintenance.Reaper.Evidence;
import darkroom.queue.maintenance.Reaper.Reaped;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.Reserved;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import redis.clients.jedis.Jedis;

/** What the fleet does about any state by itself: reap, promote, run. */
final class Recovery {
    private static final Pattern ID = Pattern.compile("\\\\?\"id\\\\?\":\\\\?\"([^\"\\\\]+)");
    private static final int ROUNDS_MAX = 10;
    private static final int BATCH = 200;

    private Recovery() {}

    /** Ids of all jobs that stand anywhere in a dump, in whatever place. */
    static Set<String> jobs(Collection<String> contents) {
        Set<String> ids = new TreeSet<>();
        for (String content : contents) {
            ID.matcher(content).results().forEach(found -> ids.add(found.group(1)));
        }
        return ids;
    }

    /**
     * After whoever planted a key has taken it away: gives all processes up, promotes all that is
     * put off, and runs all that is ready.
     *
     * @return ids of the jobs that were run, one for each time
     */
    static List<String> run(Scene scene) {
        Jedis jedis = scene.jedis();
        scene.takeAwayPlanted();
        jedis.del(scene.keys().paused());
        for (String process : jedis.zrange(scene.keys().processes(), 0, -1)) {
            jedis.zadd(scene.keys().processes(), 1, process);
        }
        Reaper reaper = new Reaper(scene.store(), Reaper.Lease.DEFAULT);
        Reaped reaped = reaper.sweep(Evidence.LEASE);
        for (int i = 0; i < ROUNDS_MAX && !reaped.equals(new Reaped(0, 0, 0)); i++) {
            reaped = reaper.sweep(Evidence.LEASE);
        }
        promote(scene, scene.keys().scheduled());
        promote(scene, scene.keys().retrying());
        return drain(scene);
    }

    /** Ids of the jobs that are dead. */
    static Set<String> dead(Scene scene) {
        Set<String> ids = new TreeSet<>();
        new DeadJobs(scene.store()).list(0, BATCH).forEach(view -> ids.add(view.job().id()));
        return ids;
    }

    private static void promote(Scene scene, String schedule) {
        for (String member : scene.jedis().zrange(schedule, 0, -1)) {
            scene.jedis().zadd(schedule, 1, member);
        }
        new Promoter(scene.store()).promote();
    }

    private static List<String> drain(Scene scene) {
        Membership member = scene.join("note", "more");
        List<String> run = new ArrayList<>();
        List<Reserved> held = TestQueue.reserve(member, BATCH);
        for (int i = 0; i < ROUNDS_MAX && !held.isEmpty(); i++) {
            held.forEach(one -> run.add(id(TestQueue.job(one))));
            held = TestQueue.settle(member, held.stream().map(TestQueue::done).toList(), BATCH);
        }
        return run;
    }

    private static String id(StoredJob job) {
        return job.id().orElseThrow();
    }
}

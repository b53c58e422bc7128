package darkroom.cli.demo;

import darkroom.jobs.people.Follow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The people of the story, who follows whom, and who posts: made from a seed, before anything runs,
 * so that what must come out is known without asking the system under test.
 *
 * <p>People are numbered from 0, the star. The number of followers falls off with the number by a
 * power law.
 */
final class World {
    private static final double FALL_OFF = 0.9;
    private static final double DEVICE_SHARE = 0.6;
    private static final int FOLLOWERS_MIN = 3;
    private static final int STAR_POSTS_PER_TEN = 2;
    private static final int POSTERS_MAX = 30;

    private final DemoOptions options;
    private final List<Set<Integer>> followers = new ArrayList<>();
    private final List<Integer> posters = new ArrayList<>();
    private final Set<Integer> withDevice = new HashSet<>();

    World(DemoOptions options) {
        this.options = options;
        SplittableRandom random = new SplittableRandom(options.seed());
        for (int person = 0; person < options.people(); person++) {
            followers.add(followersOf(person, random));
            if (random.nextDouble() < DEVICE_SHARE) {
                withDevice.add(person);
            }
        }
        int others = Math.min(POSTERS_MAX, options.people() - 1);
        for (int post = 0; post < options.posts(); post++) {
            posters.add(post % 10 < STAR_POSTS_PER_TEN ? 0 : 1 + random.nextInt(others));
        }
    }

    int people() {
        return options.people();
    }

    /** Who posts the photo of this number. */
    int poster(int post) {
        return posters.get(post);
    }

    /** All who post, each once. */
    Set<Integer> posters() {
        return new HashSet<>(posters);
    }

    Set<Integer> followersOf(int person) {
        return followers.get(person);
    }

    boolean hasDevice(int person) {
        return withDevice.contains(person);
    }

    /** Every other photo is shared to X. */
    boolean isShared(int post) {
        return post % 2 == 1;
    }

    String nameOf(int person) {
        return String.format(Locale.ROOT, "person_%05d", person);
    }

    /** 64 hexadecimal digits, as Apple's are at present. */
    String deviceOf(int person) {
        return String.format(Locale.ROOT, "%064x", 0xd00d_0000_0000L + person);
    }

    /** Who follows whom, with the ids that the people have. */
    List<Follow> follows(long[] ids) {
        List<Follow> all = new ArrayList<>();
        for (int person = 0; person < people(); person++) {
            for (int follower : followers.get(person)) {
                all.add(new Follow(ids[follower], ids[person]));
            }
        }
        return all;
    }

    private Set<Integer> followersOf(int person, SplittableRandom random) {
        int wanted =
                Math.max(
                        Math.min(FOLLOWERS_MIN, options.people() - 1),
                        (int) (options.starFollowers() / Math.pow(person + 1.0, FALL_OFF)));
        Set<Integer> chosen = new HashSet<>();
        while (chosen.size() < wanted) {
            int follower = random.nextInt(options.people());
            if (follower != person) {
                chosen.add(follower);
            }
        }
        return chosen;
    }
}

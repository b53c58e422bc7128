package darkroom.cli.demo;

import darkroom.cli.output.Progress;
import darkroom.cli.service.LocalServers;
import darkroom.embedded.XUser;
import darkroom.jobs.people.NewPerson;
import darkroom.jobs.people.PasswordHash;
import darkroom.jobs.people.People;
import darkroom.jobs.people.Person;
import darkroom.jobs.push.Devices;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The people of the world, signed up; those who post have their phones at hand. */
final class Cast {
    private static final int AT_ONCE = 8;
    private static final String PASSWORD = "correct horse battery staple";

    private final World world;
    private final long[] ids;
    private final Map<Integer, Phone> phones = new HashMap<>();

    private Cast(World world, long[] ids) {
        this.world = world;
        this.ids = ids;
    }

    /** Signs everybody up in bulk, with devices and follows. */
    static Cast signUp(World world, People people, Devices devices, Progress progress) {
        // One hash for all: hashing 2,000 passwords properly would take minutes.
        String hash = new PasswordHash(new SecureRandom()).hash(PASSWORD);
        List<NewPerson> all = new ArrayList<>();
        for (int person = 0; person < world.people(); person++) {
            all.add(new NewPerson(world.nameOf(person), hash));
        }
        progress.show("people", "signing up " + all.size());
        long[] ids = people.signUpAll(all).stream().mapToLong(Person::id).toArray();
        progress.show("people", "following each other");
        people.followAll(world.follows(ids));
        registerPhones(world, ids, devices, progress);
        return new Cast(world, ids);
    }

    private static void registerPhones(
            World world, long[] ids, Devices devices, Progress progress) {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            AtomicInteger done = new AtomicInteger();
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int number = 0; number < world.people(); number++) {
                int person = number;
                if (world.hasDevice(person)) {
                    all.add(
                            CompletableFuture.runAsync(
                                    () -> {
                                        devices.register(ids[person], world.deviceOf(person));
                                        progress.show(
                                                "people",
                                                "registering phones " + done.incrementAndGet());
                                    },
                                    threads));
                }
            }
            all.forEach(CompletableFuture::join);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Signs the posters in over HTTP and links their accounts at X. */
    void takePhones(URI web, LocalServers servers) throws InterruptedException {
        HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
        for (int person : world.posters()) {
            Phone phone = Phone.signIn(http, web, world.nameOf(person), PASSWORD);
            XUser account = servers.x().addUser(world.nameOf(person));
            phone.linkX(
                    Map.of(
                            "userId", account.id(),
                            "token", account.accessToken(),
                            "secret", account.accessSecret()));
            phones.put(person, phone);
        }
    }

    long idOf(int person) {
        return ids[person];
    }

    Phone phoneOf(int poster) {
        Phone phone = phones.get(poster);
        if (phone == null) {
            throw new IllegalStateException("cannot post: person " + poster + " has no phone");
        }
        return phone;
    }
}

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

/** The people of the world, signed up; those who post have their phones at hand. */
final class Cast {
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
        for (int person = 0; person < world.people(); person++) {
            if (world.hasDevice(person)) {
                devices.register(ids[person], world.deviceOf(person));
            }
            progress.show("people", "registering phones " + (person + 1));
        }
        return new Cast(world, ids);
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

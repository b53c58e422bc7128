package darkroom.web.people;

import darkroom.jobs.people.NameTakenException;
import darkroom.jobs.people.NoSuchPersonException;
import darkroom.jobs.people.People;
import darkroom.jobs.people.Person;
import darkroom.jobs.people.Profile;
import darkroom.jobs.people.RefusedPersonException;
import darkroom.web.http.Access;
import darkroom.web.http.Api;
import darkroom.web.http.Caller;
import darkroom.web.http.Json;
import darkroom.web.http.Problem;
import darkroom.web.http.Requested;
import io.javalin.http.Context;

/** Signing up, profiles and follows. */
public final class PeopleRoutes {
    private final People people;

    /** Shows and changes {@code people}. */
    public PeopleRoutes(People people) {
        this.people = people;
    }

    /** Adds them. */
    public void register(Api api) {
        api.post("/api/people", Access.OPEN, this::signUp)
                .get("/api/people/{id}", Access.SESSION, this::profile)
                .put("/api/people/{id}/follow", Access.SESSION, this::follow)
                .delete("/api/people/{id}/follow", Access.SESSION, this::unfollow)
                .problem(NameTakenException.class, e -> Problem.of(409, "name-taken", e))
                .problem(RefusedPersonException.class, e -> Problem.of(400, "refused-person", e))
                .problem(NoSuchPersonException.class, e -> Problem.of(404, "not-found", e));
    }

    /**
     * What is sent to sign up.
     *
     * @param password never shown
     */
    record SignUp(String name, String password) {
        @Override
        public String toString() {
            return "SignUp[" + name + "]";
        }
    }

    record SignedUp(String id, String name) {}

    /**
     * A person, as shown.
     *
     * @param followed whether the caller follows them
     */
    record Shown(
            String id,
            String name,
            int photos,
            int followers,
            int following,
            String createdAt,
            boolean followed) {}

    private void signUp(Context context) {
        SignUp sent = Json.read(context, SignUp.class);
        Person person = people.signUp(sent.name(), sent.password());
        String id = Long.toString(person.id());
        context.header("Location", "/api/people/" + id);
        Json.write(context, 201, new SignedUp(id, person.name()));
    }

    private void profile(Context context) {
        long id = Requested.id(context, "person");
        Profile profile =
                people.profile(id)
                        .orElseThrow(
                                () -> Requested.noSuch("person", Long.toString(id)).exception());
        Json.write(
                context,
                200,
                new Shown(
                        Long.toString(profile.id()),
                        profile.name(),
                        profile.photos(),
                        profile.followers(),
                        profile.following(),
                        profile.createdAt().toString(),
                        people.isFollowing(Caller.id(context), id)));
    }

    private void follow(Context context) {
        people.follow(Caller.id(context), Requested.id(context, "person"));
        context.status(204);
    }

    private void unfollow(Context context) {
        people.unfollow(Caller.id(context), Requested.id(context, "person"));
        context.status(204);
    }
}

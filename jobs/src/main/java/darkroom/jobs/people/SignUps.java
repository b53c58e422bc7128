package darkroom.jobs.people;

import darkroom.jobs.shards.Shard;
import darkroom.jobs.shards.Shards;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** New accounts, each on the shard of its name. */
final class SignUps {
    private static final int PER_STATEMENT = 10_000;

    private final Shards shards;
    private final InstantSource clock;

    SignUps(Shards shards, InstantSource clock) {
        this.shards = shards;
        this.clock = clock;
    }

    Person one(NewPerson person) {
        return all(List.of(person)).get(0);
    }

    List<Person> all(List<NewPerson> people) {
        Map<Shard, List<NewPerson>> byShard = new LinkedHashMap<>();
        for (NewPerson person : people) {
            byShard.computeIfAbsent(shards.ofName(person.name()), shard -> new ArrayList<>())
                    .add(person);
        }
        Map<String, Long> ids = new HashMap<>();
        byShard.forEach(
                (shard, list) -> {
                    for (int i = 0; i < list.size(); i += PER_STATEMENT) {
                        int end = Math.min(list.size(), i + PER_STATEMENT);
                        insert(shard, list.subList(i, end), ids);
                    }
                });
        return people.stream().map(person -> new Person(idOf(person, ids), person.name())).toList();
    }

    private void insert(Shard shard, List<NewPerson> people, Map<String, Long> ids) {
        Map<String, Long> made =
                shard.transact(
                        connection -> {
                            try (PreparedStatement insert =
                                            shard.prepare(
                                                    connection,
                                                    """
                                                    INSERT INTO {s}.person
                                                      (name, name_lower, password_hash, created_at)
                                                    SELECT name, lower, hash, ?
                                                    FROM unnest(?, ?, ?) AS made (name, lower, hash)
                                                    ON CONFLICT (name_lower) DO NOTHING
                                                    RETURNING name, id""",
                                                    clock.instant(),
                                                    texts(people, NewPerson::name),
                                                    texts(people, p -> Names.lower(p.name())),
                                                    texts(people, NewPerson::passwordHash));
                                    ResultSet row = insert.executeQuery()) {
                                Map<String, Long> returned = new HashMap<>();
                                while (row.next()) {
                                    returned.put(row.getString(1), row.getLong(2));
                                }
                                // Thrown in here, so that the shard's other rows are not kept.
                                checkAll(people, returned);
                                return returned;
                            }
                        });
        ids.putAll(made);
    }

    private static void checkAll(List<NewPerson> people, Map<String, Long> made) {
        for (NewPerson person : people) {
            idOf(person, made);
        }
        if (made.size() < people.size()) {
            throw new NameTakenException(people.get(0).name());
        }
    }

    private static long idOf(NewPerson person, Map<String, Long> ids) {
        Long id = ids.get(person.name());
        if (id == null) {
            throw new NameTakenException(person.name());
        }
        return id;
    }

    private static String[] texts(
            List<NewPerson> people, java.util.function.Function<NewPerson, String> part) {
        return people.stream().map(part).toArray(String[]::new);
    }
}

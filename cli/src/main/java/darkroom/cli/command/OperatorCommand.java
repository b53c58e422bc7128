package darkroom.cli.command;

import darkroom.cli.output.Table;
import darkroom.cli.settings.Faults;
import darkroom.queue.operator.Operator;
import darkroom.queue.operator.Operators;
import darkroom.queue.operator.Role;
import darkroom.queue.redis.RedisStore;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "operator",
        description = "Say who may use the dashboard, and for what.",
        subcommands = {
            OperatorCommand.Ls.class,
            OperatorCommand.Add.class,
            OperatorCommand.Remove.class
        })
final class OperatorCommand extends Group {
    @Command(name = "ls", description = "List the operators and their roles.")
    static final class Ls extends StoreVerb {
        @Option(names = "--json", description = "Print one JSON array.")
        private boolean json;

        @Override
        Work work(Faults faults) {
            return store -> {
                List<Operator> all = operators(store).list();
                if (json) {
                    console()
                            .json(
                                    all.stream()
                                            .map(
                                                    one ->
                                                            Map.of(
                                                                    "operator",
                                                                    one.name(),
                                                                    "role",
                                                                    one.role().word()))
                                            .toList());
                    return 0;
                }
                Table table = new Table("OPERATOR", "ROLE");
                all.forEach(one -> table.row(one.name(), one.role().word()));
                console().line(table.isEmpty() ? "there are no operators" : table.text());
                return 0;
            };
        }
    }

    /** A verb for one operator. */
    abstract static class OfOne extends StoreVerb {
        @Parameters(paramLabel = "NAME", description = "Name of the operator.")
        private String name = "";

        @Mixin private Person person = new Person();

        final void does(RedisStore store, String verb, String before, Supplier<String> work) {
            person.does(store, verb, name, before, work);
        }

        final String name(Faults faults) {
            return faults.check("NAME", () -> Operator.checkName(name)).orElse("");
        }
    }

    @Command(
            name = "add",
            description = {
                "Add an operator and print their API token, which nobody can read again.",
                "With it they sign in on the dashboard, where they can choose a password."
            })
    static final class Add extends OfOne {
        @Option(
                names = "--role",
                paramLabel = "ROLE",
                required = true,
                description =
                        "viewer: looks; operator: acts on jobs and queues, sees args;"
                                + " admin: says who the operators are.")
        private String role = "";

        @Override
        Work work(Faults faults) {
            String name = name(faults);
            Optional<Role> given = Role.of(role);
            if (given.isEmpty()) {
                faults.add(
                        "--role",
                        "viewer, operator or admin",
                        Faults.quoted(role),
                        "name one of these");
            }
            return store -> {
                does(
                        store,
                        "operator add",
                        "role " + role,
                        () -> {
                            Role wanted = given.orElseThrow();
                            // First of all: nobody can read it again.
                            console().line(operators(store).addWithToken(name, wanted));
                            return role;
                        });
                console().note("operator " + name + " added; the token is not shown again");
                return 0;
            };
        }
    }

    @Command(
            name = "remove",
            description = "Remove an operator: their sessions and token end at once.")
    static final class Remove extends OfOne {
        @Override
        Work work(Faults faults) {
            String name = name(faults);
            return store -> {
                Optional<Operator> found = operators(store).find(name);
                if (found.isEmpty()) {
                    console().note("darkroom: there is no operator " + name);
                    return 1;
                }
                does(
                        store,
                        "operator remove",
                        found.get().role().word(),
                        () -> operators(store).remove(name) ? "gone" : "was gone already");
                console().line("operator " + name + " removed");
                return 0;
            };
        }
    }

    private static Operators operators(RedisStore store) {
        return new Operators(store, new SecureRandom());
    }
}

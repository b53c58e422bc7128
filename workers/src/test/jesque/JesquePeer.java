import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import net.greghaines.jesque.Config;
import net.greghaines.jesque.ConfigBuilder;
import net.greghaines.jesque.Job;
import net.greghaines.jesque.client.Client;
import net.greghaines.jesque.client.ClientImpl;
import net.greghaines.jesque.worker.MapBasedJobFactory;
import net.greghaines.jesque.worker.Worker;
import net.greghaines.jesque.worker.WorkerImpl;

/**
 * Jesque 2.2.0's own client and worker, as a program: {@code enqueue|work HOST PORT NAMESPACE QUEUE
 * COUNT}. Compiled by the Java launcher, on Jesque's class path alone.
 */
public final class JesquePeer {
    private static CountDownLatch left;

    private JesquePeer() {}

    public static void main(String[] args) throws Exception {
        Config config =
                new ConfigBuilder()
                        .withHost(args[1])
                        .withPort(Integer.parseInt(args[2]))
                        .withNamespace(args[3])
                        .build();
        int count = Integer.parseInt(args[5]);
        if (args[0].equals("enqueue")) {
            enqueue(config, args[4], count);
        } else {
            work(config, args[4], count);
        }
    }

    private static void enqueue(Config config, String queue, int count) {
        Client client = new ClientImpl(config);
        for (int i = 1; i <= count; i++) {
            client.enqueue(queue, job(i));
        }
        client.end();
    }

    // By position as Resque does, by name as Jesque can, and as our own client does.
    private static Job job(int number) {
        Map<String, Object> named = Map.of("number", number);
        switch (number % 3) {
            case 0:
                return new Job("note", number);
            case 1:
                return new Job("note", named);
            default:
                return new Job("note", new Object[] {named});
        }
    }

    private static void work(Config config, String queue, int count) throws Exception {
        left = new CountDownLatch(count);
        Worker worker =
                new WorkerImpl(
                        config,
                        List.of(queue),
                        new MapBasedJobFactory(Map.of("note", NoteAction.class)));
        Thread thread = new Thread(worker);
        thread.start();
        boolean all = left.await(30, TimeUnit.SECONDS);
        worker.end(true);
        thread.join(10_000);
        System.exit(all ? 0 : 1);
    }

    public static final class NoteAction implements Runnable {
        private final Map<String, Object> args;

        public NoteAction(Map<String, Object> args) {
            this.args = args;
        }

        @Override
        public void run() {
            System.out.println("ran " + args.get("number"));
            left.countDown();
        }
    }
}

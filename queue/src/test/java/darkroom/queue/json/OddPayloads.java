package darkroom.queue.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Makes payloads that a client may put into a queue by mistake or by malice. */
final class OddPayloads {
    /** One in so many is as large as can be read, or larger. */
    private static final int BIG_ONE_IN = 2_000;

    /** As our own and other clients write them, and a build of ours to come. */
    private static final List<String> JOBS =
            List.of(
                    "{\"class\":\"k\",\"args\":[{\"number\":1}],\"id\":\"x\",\"at\":1,\"attempt\":2}",
                    "{\"class\":\"k\",\"args\":[1.5e3,\"é\",null],\"key\":\"u\",\"outbox\":\"o\"}",
                    "{\"class\":\"k\",\"vars\":{\"number\":7}}",
                    "{\"class\":\"k\",\"args\":[\"Ada\"]}",
                    "{\"retry\":true,\"queue\":\"q\",\"class\":\"k\",\"args\":[],\"jid\":\"b4\","
                            + "\"created_at\":1700000000.5}",
                    "{\"id\":\"c0\",\"task\":\"k\",\"args\":[1],\"kwargs\":{},\"retries\":0}",
                    "[[1],{\"k\":2},{\"callbacks\":null}]",
                    "{\"class\":\"k\",\"v\":99,\"args\":{\"schema\":2,\"number\":1}}",
                    "{\"class\":\"k\",\"v\":99,\"args\":[{\"number\":1}],\"deps\":[\"a\"]}");

    private static final List<String> MEMBERS =
            List.of(
                    "class",
                    "args",
                    "id",
                    "at",
                    "attempt",
                    "max",
                    "timeout",
                    "key",
                    "outbox",
                    "losses",
                    "lost",
                    "begun",
                    "unknownSince",
                    "vars",
                    "number",
                    "value",
                    "",
                    "v");

    private static final List<String> VALUES =
            List.of(
                    "null",
                    "true",
                    "0",
                    "-1",
                    "-0",
                    "0.0",
                    "1e400",
                    "1e-400",
                    "1e999999999",
                    "-1E+2147483648",
                    "9223372036854775807",
                    "9223372036854775808",
                    "-9223372036854775808",
                    "-9223372036854775809",
                    "9007199254740993",
                    "2147483648",
                    "18446744073709551616",
                    "01",
                    "+1",
                    ".5",
                    "1.",
                    "NaN",
                    "Infinity",
                    "0x10",
                    "\"\"",
                    "\"\\u0000\"",
                    "\"\\ud800\"",
                    "\"\\udc00\\ud800\"",
                    "\"\\x\"",
                    "\"a b\"",
                    "'k'",
                    "[]",
                    "{}",
                    "[[]]",
                    "\"k\"",
                    "undefined");

    private final SplittableRandom random;

    OddPayloads(long seed) {
        random = new SplittableRandom(seed);
    }

    byte[] next() {
        if (random.nextInt(BIG_ONE_IN) == 0) {
            return big();
        }
        return switch (random.nextInt(10)) {
            case 0 -> bytes(random.nextInt(200));
            case 1 -> damaged(job());
            case 2 -> Arrays.copyOf(job(), random.nextInt(40));
            case 3 -> text(new String(job(), UTF_8) + new String(job(), UTF_8));
            case 4 -> text(members(random.nextInt(1, 8)));
            case 5 -> text("{\"class\":\"k\",\"args\":[" + value(0) + "," + value(0) + "]}");
            case 6 -> text("{\"class\":\"k\",\"args\":[" + object(0) + "]}");
            case 7 -> new String(job(), UTF_8).getBytes(otherEncoding());
            case 8 -> spliced(job(), bytes(random.nextInt(1, 5)));
            default -> text("{\"class\":\"k\",\"args\":[{\"number\":" + number() + "}]}");
        };
    }

    private byte[] big() {
        int size = random.nextInt(1, 1 << random.nextInt(1, 20));
        return switch (random.nextInt(7)) {
            case 0 -> text("[".repeat(Math.min(size, 100_000)));
            case 1 -> text("{\"class\":\"k\",\"args\":" + "[".repeat(Math.min(size, 100_000)));
            case 2 -> text("{\"a\":".repeat(Math.min(size, 100_000)));
            case 3 -> text("{\"class\":\"k\",\"args\":[\"" + "\\u0041x".repeat(size / 8) + "\"]}");
            case 4 -> text("{\"class\":\"k\",\"args\":[" + "9".repeat(size) + "]}");
            case 5 -> text(keys(size / 8));
            default -> bytes(size);
        };
    }

    private byte[] job() {
        return text(JOBS.get(random.nextInt(JOBS.size())));
    }

    private byte[] damaged(byte[] payload) {
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            payload[random.nextInt(payload.length)] = (byte) random.nextInt(256);
        }
        return payload;
    }

    private byte[] spliced(byte[] payload, byte[] part) {
        int at = random.nextInt(payload.length);
        byte[] spliced = Arrays.copyOf(payload, payload.length + part.length);
        System.arraycopy(part, 0, spliced, at, part.length);
        System.arraycopy(payload, at, spliced, at + part.length, payload.length - at);
        return spliced;
    }

    private String members(int count) {
        StringBuilder json = new StringBuilder("{\"class\":\"k\"");
        for (int i = 0; i < count; i++) {
            json.append(",\"").append(member()).append("\":").append(value(0));
        }
        return json.append('}').toString();
    }

    private String object(int depth) {
        StringBuilder json = new StringBuilder("{");
        for (int i = random.nextInt(4); i >= 0; i--) {
            json.append('"').append(member()).append("\":").append(value(depth + 1));
            json.append(i == 0 ? "" : ",");
        }
        return json.append('}').toString();
    }

    private String value(int depth) {
        if (depth < 5 && random.nextInt(4) == 0) {
            return random.nextBoolean() ? object(depth) : "[" + value(depth + 1) + "]";
        }
        return random.nextInt(3) == 0 ? number() : VALUES.get(random.nextInt(VALUES.size()));
    }

    private String number() {
        String digits = Long.toString(random.nextLong());
        return switch (random.nextInt(6)) {
            case 0 -> digits;
            case 1 -> digits + random.nextInt(10);
            case 2 -> digits + "." + random.nextInt(1_000_000);
            case 3 -> digits + "e" + random.nextInt(-400, 400);
            case 4 -> "1e" + random.nextInt();
            default -> digits.repeat(random.nextInt(1, 60)).replace("-", "");
        };
    }

    private String keys(int count) {
        StringBuilder json = new StringBuilder("{\"class\":\"k\"");
        for (int i = 0; i < count; i++) {
            json.append(",\"").append(Integer.toString(i, 36)).append("_\":1");
        }
        return json.append('}').toString();
    }

    private String member() {
        return MEMBERS.get(random.nextInt(MEMBERS.size()));
    }

    private Charset otherEncoding() {
        return random.nextBoolean() ? UTF_16 : ISO_8859_1;
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static byte[] text(String json) {
        return json.getBytes(UTF_8);
    }
}

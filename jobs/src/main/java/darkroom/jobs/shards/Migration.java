package darkroom.jobs.shards;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * One versioned SQL file, applied to each shard once and never changed afterwards.
 *
 * @param version from 1, without a gap
 * @param name of its file
 * @param sql in which {@code {s}} stands for the schema and {@code {n}} for the shard's number
 */
record Migration(int version, String name, String sql) {
    private static final List<String> FILES =
            List.of("001-tables.sql", "002-device-owner.sql", "003-fan-outs.sql");

    static List<Migration> all() {
        List<Migration> all = new ArrayList<>();
        for (String file : FILES) {
            all.add(new Migration(all.size() + 1, file, read(file)));
        }
        return all;
    }

    /** CRC-32 of the SQL. */
    long checksum() {
        CRC32 crc = new CRC32();
        crc.update(sql.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }

    String sqlFor(Shard shard) {
        return shard.sql(sql).replace("{n}", Integer.toString(shard.number()));
    }

    private static String read(String file) {
        try (InputStream stream = Migration.class.getResourceAsStream(file)) {
            if (stream == null) {
                throw new IllegalStateException(
                        "cannot read migration " + file + ": it is not on the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read migration " + file, e);
        }
    }
}

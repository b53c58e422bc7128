package darkroom.bench.faults;

import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** How a database is reached: a connection each time, every wait with an end. */
final class Databases {
    private static final int SECONDS_MAX = 10;

    private Databases() {}

    static DataSource at(String url, String user) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(url);
        database.setUser(user);
        database.setConnectTimeout(SECONDS_MAX);
        database.setSocketTimeout(2 * SECONDS_MAX);
        return database;
    }
}

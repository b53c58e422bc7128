package darkroom.jobs.crosspost;

import java.time.Duration;

/** What became of a request to X. A closed set. */
sealed interface XAnswer {
    /** Calls the case that this is. */
    <T> T match(Cases<T> cases);

    /** One method a case. */
    interface Cases<T> {
        T posted(String tweetId);

        T limited(Duration untilReset);

        T refused(int status, String detail);

        T notSent(String why);

        T unknown(String why);
    }

    /** 201: it is on X. */
    record Posted(String tweetId) implements XAnswer {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.posted(tweetId);
        }
    }

    /** 429: not posted, and not to be tried before the reset. */
    record Limited(Duration untilReset) implements XAnswer {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.limited(untilReset);
        }
    }

    /** Another 4xx: not posted, for the reason that X gives. */
    record Refused(int status, String detail) implements XAnswer {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.refused(status, detail);
        }
    }

    /** No connection came about, so nothing reached X. */
    record NotSent(String why) implements XAnswer {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.notSent(why);
        }
    }

    /** No answer, or a 5xx: it may be on X or not. */
    record Unknown(String why) implements XAnswer {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.unknown(why);
        }
    }
}

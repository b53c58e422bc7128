package darkroom.jobs.crosspost;

import java.time.Duration;

/** What came of a request to X. */
sealed interface XAnswer {
    /** Calls the case that this is. */
    <T> T match(Cases<T> cases) throws InterruptedException;

    /** One method a case. */
    interface Cases<T> {
        /** It was posted under this id. */
        T posted(String tweetId) throws InterruptedException;

        /** Nothing was posted: too many requests; another can be made after {@code delay}. */
        T limited(Duration delay) throws InterruptedException;

        /** Nothing was posted: X could not be reached, or refuses our app as a whole. */
        T away(String reason) throws InterruptedException;

        /** Nothing was posted and nothing will be. */
        T refused(String reason) throws InterruptedException;

        /** Nothing was posted: the person has taken the right to post back. */
        T revoked() throws InterruptedException;

        /** X says that it has this text of this person already. */
        T duplicate() throws InterruptedException;

        /** It was posted or not. */
        T unknown(String reason) throws InterruptedException;
    }

    /** Posted. */
    record Posted(String tweetId) implements XAnswer {
        @Override
        public <T> T match(Cases<T> cases) throws InterruptedException {
            return cases.posted(tweetId);
        }
    }

    /** Too many requests. */
    record Limited(Duration delay) implements XAnswer {
        @Override
        public <T> T match(Cases<T> cases) throws InterruptedException {
            return cases.limited(delay);
        }
    }

    /** Away. */
    record Away(String reason) implements XAnswer {
        @Override
        public <T> T match(Cases<T> cases) throws InterruptedException {
            return cases.away(reason);
        }
    }

    /** Refused. */
    record Refused(String reason) implements XAnswer {
        @Override
        public <T> T match(Cases<T> cases) throws InterruptedException {
            return cases.refused(reason);
        }
    }

    /** Revoked. */
    record Revoked() implements XAnswer {
        @Override
        public <T> T match(Cases<T> cases) throws InterruptedException {
            return cases.revoked();
        }
    }

    /** A duplicate. */
    record Duplicate() implements XAnswer {
        @Override
        public <T> T match(Cases<T> cases) throws InterruptedException {
            return cases.duplicate();
        }
    }

    /** Unknown. */
    record Unknown(String reason) implements XAnswer {
        @Override
        public <T> T match(Cases<T> cases) throws InterruptedException {
            return cases.unknown(reason);
        }
    }
}

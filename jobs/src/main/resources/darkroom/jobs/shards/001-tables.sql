-- The tables of one shard. {s} is its schema, {n} its number.
CREATE SCHEMA {s};

-- Counts slots: the upper bits are milliseconds since 2026-01-01T00:00:00Z, the lower 10 a number
-- within the millisecond. nextval gives each slot once, so ids never repeat, however many are asked
-- for in a millisecond, and never go back, whatever the clock does.
CREATE SEQUENCE {s}.id_slot AS bigint MINVALUE 0 START 0 CACHE 1;

-- An id: 41 bits of milliseconds, 13 of shard, 10 of the number within the millisecond.
CREATE FUNCTION {s}.next_id() RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  epoch CONSTANT bigint := 1767225600000;
  lag CONSTANT bigint := 4 * 1024;
  -- More than any number of sessions: each can take one slot while another moves the counter.
  margin CONSTANT bigint := 1024;
  slot bigint;
  present bigint;
BEGIN
  LOOP
    slot := nextval('{s}.id_slot');
    present := (floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint - epoch) << 10;
    EXIT WHEN slot >= present - lag;
    -- The counter fell behind the clock. It may only be moved by one at a time; those who find it
    -- behind wait here, so it cannot pass "present" before it is set to it. The lock ends with the
    -- block, by an error of our own, since the move of a sequence is not rolled back; so it is not
    -- held to the end of the caller's transaction.
    BEGIN
      PERFORM pg_advisory_xact_lock(7077890, {n});
      PERFORM setval('{s}.id_slot', present, false)
        FROM {s}.id_slot WHERE last_value < present - lag - margin;
      RAISE SQLSTATE 'DR001';
    EXCEPTION WHEN SQLSTATE 'DR001' THEN
    END;
  END LOOP;
  -- More than 1,024 in a millisecond ran ahead of the clock: wait for it. Ahead by more than a
  -- second, it is the clock that stepped back: go on from where we were.
  IF slot - present BETWEEN 1024 AND 1000 * 1024 THEN
    PERFORM pg_sleep(((slot - present) >> 10) / 1000.0);
  END IF;
  RETURN ((slot >> 10) << 23) | ({n}::bigint << 10) | (slot & 1023);
END $$;

CREATE TABLE {s}.person (
  id bigint PRIMARY KEY DEFAULT {s}.next_id(),
  name text NOT NULL,
  name_lower text NOT NULL UNIQUE,
  password_hash text NOT NULL,
  created_at timestamptz NOT NULL,
  photos int NOT NULL DEFAULT 0,
  followers int NOT NULL DEFAULT 0,
  following int NOT NULL DEFAULT 0
);

CREATE TABLE {s}.session (
  token_hash bytea PRIMARY KEY,
  person_id bigint NOT NULL REFERENCES {s}.person ON DELETE CASCADE,
  expires_at timestamptz NOT NULL
);
CREATE INDEX session_person ON {s}.session (person_id, expires_at);

CREATE TABLE {s}.device (
  token text PRIMARY KEY,
  person_id bigint NOT NULL REFERENCES {s}.person ON DELETE CASCADE,
  registered_at timestamptz NOT NULL
);
CREATE INDEX device_person ON {s}.device (person_id);

CREATE TABLE {s}.x_account (
  person_id bigint PRIMARY KEY REFERENCES {s}.person ON DELETE CASCADE,
  x_user_id text NOT NULL,
  token text NOT NULL,
  secret text NOT NULL,
  linked_at timestamptz NOT NULL,
  revoked_at timestamptz
);

-- Whom somebody of this shard follows.
CREATE TABLE {s}.following (
  person_id bigint NOT NULL,
  followee_id bigint NOT NULL,
  PRIMARY KEY (person_id, followee_id)
);

-- Who follows somebody of this shard.
CREATE TABLE {s}.follower (
  person_id bigint NOT NULL,
  follower_id bigint NOT NULL,
  PRIMARY KEY (person_id, follower_id)
);

CREATE TABLE {s}.photo (
  id bigint PRIMARY KEY,
  owner_id bigint NOT NULL REFERENCES {s}.person,
  caption text NOT NULL,
  format text NOT NULL,
  width int NOT NULL,
  height int NOT NULL,
  bytes bigint NOT NULL,
  created_at timestamptz NOT NULL,
  thumbnails_at timestamptz,
  likes int NOT NULL DEFAULT 0,
  comments int NOT NULL DEFAULT 0
);
CREATE INDEX photo_owner ON {s}.photo (owner_id, id);

CREATE TABLE {s}.photo_like (
  photo_id bigint NOT NULL REFERENCES {s}.photo ON DELETE CASCADE,
  person_id bigint NOT NULL,
  PRIMARY KEY (photo_id, person_id)
);

CREATE TABLE {s}.comment (
  id bigint PRIMARY KEY DEFAULT {s}.next_id(),
  photo_id bigint NOT NULL REFERENCES {s}.photo ON DELETE CASCADE,
  person_id bigint NOT NULL,
  text text NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX comment_photo ON {s}.comment (photo_id, id);

CREATE TABLE {s}.feed_entry (
  reader_id bigint NOT NULL,
  photo_id bigint NOT NULL,
  owner_id bigint NOT NULL,
  PRIMARY KEY (reader_id, photo_id)
);

-- How far the fan-out of a photo is; on the photo's shard.
CREATE TABLE {s}.fan_out (
  photo_id bigint PRIMARY KEY REFERENCES {s}.photo ON DELETE CASCADE,
  cursor bigint NOT NULL DEFAULT 0,
  written bigint NOT NULL DEFAULT 0,
  done_at timestamptz
);

-- On the reader's shard.
CREATE TABLE {s}.push_sent (
  photo_id bigint NOT NULL,
  device_token text NOT NULL,
  apns_id text NOT NULL,
  sent_at timestamptz NOT NULL,
  PRIMARY KEY (photo_id, device_token)
);

-- On the photo's shard: the intent before the post, the result after it.
CREATE TABLE {s}.cross_post (
  photo_id bigint PRIMARY KEY REFERENCES {s}.photo ON DELETE CASCADE,
  state text NOT NULL CHECK (state IN ('sending', 'sent', 'refused')),
  intended_at timestamptz NOT NULL,
  settled_at timestamptz,
  tweet_id text,
  reason text
);

-- Effects that were done, by a key of their own.
CREATE TABLE {s}.once (
  key text PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now()
);

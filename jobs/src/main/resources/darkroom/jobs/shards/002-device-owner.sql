-- Whose device a token is now, on the shard that the token's hash picks: a phone that changes hands
-- is found at its former owner, whatever shard that one lives on.
CREATE TABLE {s}.device_owner (
  token text PRIMARY KEY,
  person_id bigint NOT NULL,
  registered_at timestamptz NOT NULL
);

-- What is shown of a fan-out, and that somebody has cancelled it. Of one that began before this,
-- when that was and of how many followers is not known.
ALTER TABLE {s}.fan_out
  ADD COLUMN job text,
  ADD COLUMN followers bigint,
  ADD COLUMN pages int NOT NULL DEFAULT 0,
  ADD COLUMN begun_at timestamptz,
  ADD COLUMN moved_at timestamptz,
  ADD COLUMN cancelled_at timestamptz,
  ADD COLUMN cancelled_by text;
ALTER TABLE {s}.fan_out ALTER COLUMN begun_at SET DEFAULT now();

-- Those that run are few, however many there are; ids of photos sort by time.
CREATE INDEX fan_out_running ON {s}.fan_out (photo_id)
  WHERE done_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX fan_out_ended ON {s}.fan_out ((coalesce(done_at, cancelled_at)))
  WHERE coalesce(done_at, cancelled_at) IS NOT NULL;

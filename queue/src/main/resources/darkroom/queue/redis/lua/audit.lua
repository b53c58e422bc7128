-- audit.lua — add an entry to the audit log and drop the oldest beyond its bound.
-- KEYS[1] audit stream
-- ARGV[1] most entries kept, about   ARGV[2...] field, value, ...
-- returns the entry's id
return redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', unpack(ARGV, 2))

-- look.lua — say that somebody looks at what threads do: each process hears it at its next beat.
-- KEYS[1] processes zset    ns:processes
-- KEYS[2] wish              ns:threads:wanted   expires
-- ARGV[1] for how long, ms
-- returns how many processes are in the fleet
redis.call('SET', KEYS[2], '1', 'PX', ARGV[1])
return redis.call('ZCARD', KEYS[1])

-- want.lua — record what state is wanted of a process, if it is in the fleet.
-- KEYS[1] processes zset    KEYS[2] process hash
-- ARGV[1] process id        ARGV[2] state: serving, quiet, draining or stopping
-- returns 1 recorded, 0 there is no such process
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return 0 end
redis.call('HSET', KEYS[2], 'wanted', ARGV[2])
return 1

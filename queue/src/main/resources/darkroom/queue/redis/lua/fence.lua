-- fence.lua — give a process up for lost: from here on it can settle nothing.
-- Guarantee: only if it has not beaten since the caller looked.
-- KEYS[1] processes zset    ns:processes        score: last beat, epoch ms
-- KEYS[2] lost zset         ns:lost             score: since, epoch ms
-- KEYS[3] serving set       ns:serving
-- KEYS[4] standby hash      ns:standby
-- ARGV[1] process id        ARGV[2] the beat that the caller saw, epoch ms
-- returns 1 it is lost now, 0 it has beaten or is gone
local beat = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not beat or tonumber(beat) ~= tonumber(ARGV[2]) then return 0 end
redis.pcall('HDEL', KEYS[4], ARGV[1])
redis.call('SREM', KEYS[3], ARGV[1])
local time = redis.call('TIME')
redis.call('ZADD', KEYS[2], time[1] * 1000 + math.floor(time[2] / 1000), ARGV[1])
redis.call('ZREM', KEYS[1], ARGV[1])
return 1

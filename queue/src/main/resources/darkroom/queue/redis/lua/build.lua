-- build.lua — note when a build was first seen in the fleet, and forget the oldest beyond a number.
-- Guarantee: a build that is known keeps its time.
-- KEYS[1] builds zset       ns:builds           score: first seen, epoch ms
-- ARGV[1] build             ARGV[2] most builds kept
-- returns 1 it is new, 0 it is known
if redis.call('ZSCORE', KEYS[1], ARGV[1]) then return 0 end
local time = redis.call('TIME')
redis.call('ZADD', KEYS[1], time[1] * 1000 + math.floor(time[2] / 1000), ARGV[1])
local surplus = redis.call('ZCARD', KEYS[1]) - ARGV[2]
if surplus > 0 then
  local oldest = redis.call('ZRANGE', KEYS[1], 0, math.min(surplus, 100) - 1)
  redis.call('ZREM', KEYS[1], unpack(oldest))
end
return 1

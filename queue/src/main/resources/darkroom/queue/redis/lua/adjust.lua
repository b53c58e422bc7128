-- adjust.lua — set counters right, if they and what they count are still as the caller saw them.
-- Guarantee: all or none.
-- KEYS[1] stats hash        KEYS[2] the place that they count: scheduled or retrying zset, dead
--   jobs hash; or the stats hash again, where they count no place
-- ARGV[1] size of that place when the caller counted, or -1
-- ARGV[2..] per counter three: its field, its value as seen, its value as it ought to be
-- returns 1 set, 0 something has moved
local size = tonumber(ARGV[1])
if size >= 0 then
  local found = redis.call('TYPE', KEYS[2]).ok
  local has = found == 'zset' and redis.call('ZCARD', KEYS[2])
    or found == 'hash' and redis.call('HLEN', KEYS[2])
    or 0
  if has ~= size then return 0 end
end
for i = 2, #ARGV, 3 do
  if (redis.call('HGET', KEYS[1], ARGV[i]) or '0') ~= ARGV[i + 1] then return 0 end
end
for i = 2, #ARGV, 3 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 2]) end
return 1

-- redrive.lua — put a dead job back into its queue with its attempts before it.
-- Guarantee: refused or moved, never copied; the queue is written first.
-- KEYS[1] dead zset   KEYS[2] dead jobs hash   KEYS[3] queues set   KEYS[4] list
-- KEYS[5] stats hash
-- KEYS[6] its unique key, where it has one
-- ARGV[1] its name in the dead set   ARGV[2] payload   ARGV[3] queue   ARGV[4] wake channel
-- ARGV[5] life of a unique key, ms   ARGV[6] id of the job
-- ARGV[7] what the key of the index of a group's dead jobs begins with
-- ARGV[8] when it died, as the caller saw it, epoch ms
-- returns {"OK"}, {"GONE"}, {"CHANGED", when it has died since then},
--      {"HELD", id of the live job that holds the unique key},
--      {"TYPE", what the queue's key holds instead of a list}
local record = redis.call('HGET', KEYS[2], ARGV[1])
if not record then return {'GONE'} end
local since = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or ARGV[8])
if since ~= tonumber(ARGV[8]) then return {'CHANGED', since} end
local found = redis.call('TYPE', KEYS[4]).ok
if found ~= 'list' and found ~= 'none' then return {'TYPE', found} end
if KEYS[6] then
  local holder = redis.call('GET', KEYS[6])
  if holder and holder ~= ARGV[6] then return {'HELD', holder} end
end
redis.call('SADD', KEYS[3], ARGV[3])
local length = redis.call('RPUSH', KEYS[4], ARGV[2])
if KEYS[6] then redis.call('SET', KEYS[6], ARGV[6], 'PX', ARGV[5]) end
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[1], ARGV[1])
local group = group_of(record)
if group then redis.pcall('ZREM', ARGV[7] .. group, ARGV[1]) end
redis.call('HINCRBY', KEYS[5], 'now|dead|' .. ARGV[3], -1)
redis.call('HINCRBY', KEYS[5], 'redriven', 1)
if length == 1 then redis.call('PUBLISH', ARGV[4], 'ready') end
return {'OK'}

-- discard.lua — delete a dead job for good.
-- KEYS[1] dead zset   KEYS[2] dead jobs hash   KEYS[3] stats hash
-- KEYS[4], KEYS[5] live set and done set of its outbox, where it came from one
-- ARGV[1] its name in the dead set   ARGV[2] queue   ARGV[3] id of the job
-- ARGV[4] what the key of the index of a group's dead jobs begins with
-- returns 1 deleted, 0 it was gone
local record = redis.call('HGET', KEYS[2], ARGV[1])
if not record then return 0 end
if KEYS[5] then
  redis.call('SADD', KEYS[5], ARGV[3])
  redis.call('SREM', KEYS[4], ARGV[3])
end
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[1], ARGV[1])
local group = group_of(record)
if group then redis.pcall('ZREM', ARGV[4] .. group, ARGV[1]) end
redis.call('HINCRBY', KEYS[3], 'now|dead|' .. ARGV[2], -1)
redis.call('HINCRBY', KEYS[3], 'discarded|' .. ARGV[2], 1)
return 1

-- steer.lua — bring an operation on dead jobs into another state.
-- Guarantee: only out of the states that the caller names. A step that began before changes
-- nothing any more.
-- KEYS[1] its hash          ns:operation:{number}
-- KEYS[2] active zset       ns:operations:active  score and member: number
-- KEYS[3] log list          ns:operations:log     oldest first
-- ARGV[1] its number        ARGV[2] state wanted                ARGV[3] "1" if it is active in it
-- ARGV[4] wake channel      ARGV[5] who                         ARGV[6] what, for the log
-- ARGV[7] most lines of the log                                 ARGV[8] number of states allowed
-- ARGV[9..] those states; then per field of its hash two: field, value
-- returns {"OK"}, {"NONE"}: there is no such operation, or {"STATE", its state}
local state = redis.call('HGET', KEYS[1], 'state')
if not state then return {'NONE'} end
local fields, allowed = 9 + ARGV[8], false
for i = 9, fields - 1 do allowed = allowed or ARGV[i] == state end
if not allowed then return {'STATE', state} end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HINCRBY', KEYS[1], 'step', 1)
redis.call('HSET', KEYS[1], 'state', ARGV[2], 'changedAt', now, unpack(ARGV, fields))
if ARGV[3] == '1' then
  redis.call('ZADD', KEYS[2], ARGV[1], ARGV[1])
  redis.call('PUBLISH', ARGV[4], 'operation')
else
  redis.call('ZREM', KEYS[2], ARGV[1])
end
redis.call('RPUSH', KEYS[3], table.concat({now, ARGV[1], ARGV[5], ARGV[6]}, ' '))
redis.call('LTRIM', KEYS[3], -ARGV[7], -1)
return {'OK'}

-- start.lua — put an operation on dead jobs on record, to be worked on from now.
-- Guarantee: all is checked before the first write; a refusal writes nothing.
-- KEYS[1] operations zset   ns:operations         score and member: number
-- KEYS[2] active zset       ns:operations:active  likewise
-- KEYS[3] its hash          ns:operation:{number}
-- KEYS[4] stats hash        ns:stats
-- KEYS[5] log list          ns:operations:log     oldest first
-- KEYS[6..] per operation that makes room two: its hash, its records
-- ARGV[1] its number        ARGV[2] most that may be active     ARGV[3] wake channel
-- ARGV[4] who               ARGV[5] what, for the log           ARGV[6] most lines of the log
-- ARGV[7] number of counters in `stats` that begin at nothing   ARGV[8] how many make room
-- ARGV[9..] those counters; the numbers of those that make room; then per field of its hash two:
--   field, value
-- returns {"OK", now}, {"TAKEN"}: there is one of this number or a later one, or {"BUSY", how many
--      are active}
local last = redis.call('ZRANGE', KEYS[1], -1, -1)[1]
if last and tonumber(last) >= tonumber(ARGV[1]) then return {'TAKEN'} end
local active = redis.call('ZCARD', KEYS[2])
if active >= tonumber(ARGV[2]) then return {'BUSY', active} end

local counters, leaving = tonumber(ARGV[7]), tonumber(ARGV[8])
local first = 9 + counters
local fields = first + leaving
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HDEL', KEYS[4], unpack(ARGV, 9, first - 1))
redis.call('HSET', KEYS[3], 'startedAt', now, 'changedAt', now, unpack(ARGV, fields))
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[1])
redis.call('ZADD', KEYS[2], ARGV[1], ARGV[1])
for i = 1, leaving do
  local number = ARGV[first + i - 1]
  if not redis.call('ZSCORE', KEYS[2], number) then
    redis.call('DEL', KEYS[4 + 2 * i], KEYS[5 + 2 * i])
    redis.call('ZREM', KEYS[1], number)
  end
end
redis.call('RPUSH', KEYS[5], table.concat({now, ARGV[1], ARGV[4], ARGV[5]}, ' '))
redis.call('LTRIM', KEYS[5], -ARGV[6], -1)
redis.call('PUBLISH', ARGV[3], 'operation')
return {'OK', now}

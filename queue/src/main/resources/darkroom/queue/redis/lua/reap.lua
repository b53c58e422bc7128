-- reap.lua — give the jobs of a lost process back to the heads of their queues, or to dead.
-- Guarantee: a job leaves `reserved` only after its next place was written; run twice, one effect.
-- KEYS[1] lost zset         KEYS[2] process hash       KEYS[3] reserved hash
-- KEYS[4] dead zset         KEYS[5] dead jobs hash     KEYS[6] stats hash    KEYS[7] queues set
-- KEYS[8] scheduled zset, for jobs whose queue's key holds something else than a list
-- KEYS[9..] lists of queues and unique keys
-- ARGV[1] process id        ARGV[2] wake channel
-- ARGV[3] what the key of the index of a group's dead jobs begins with
-- ARGV[4..] the groups of jobs that may be dead now, see failing.lua; then per job seven:
--   op (L back to its list, X dead, F dead and never counted as enqueued), field in `reserved`, id,
--   value, name of its queue, index in KEYS of its list, index in KEYS of its unique key (0: none)
-- returns {jobs given back, jobs dead, jobs left in `reserved`}
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return {0, 0, 0} end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local back, dead = 0, 0
local PARK_MS = 10000
local COPIES_MAX = 10
local first_group = 4
local failed = {}
local moved = {}
local function count(place, queue)
  local counter = place .. '|' .. queue
  moved[counter] = (moved[counter] or 0) + 1
end

-- Two jobs may have one id, and a job may come twice: the second is kept beside the first. The
-- record comes last: one that is there was buried whole, and is not left from an error half way.
local function bury(id, record, queue)
  local name, copies = id, 1
  while copies < COPIES_MAX and redis.call('HEXISTS', KEYS[5], name) == 1 do
    copies = copies + 1
    name = id .. '~' .. copies
  end
  local replaced = group_of(redis.call('HGET', KEYS[5], name))
  if replaced then redis.pcall('ZREM', ARGV[3] .. replaced, name) end
  local group = group_of(record)
  if group then
    redis.pcall('ZADD', ARGV[3] .. group, now, name)
    failed[group] = (failed[group] or 0) + 1
  end
  redis.call('ZADD', KEYS[4], now, name)
  local fresh = redis.call('HSET', KEYS[5], name, record) == 1
  count(fresh and 'now|dead' or 'dropped', queue)
end

for at = groups_end(first_group), #ARGV, 7 do
  local op, field, id, value, queue = unpack(ARGV, at, at + 4)
  local list, unique = tonumber(ARGV[at + 5]), tonumber(ARGV[at + 6])
  if redis.call('HEXISTS', KEYS[3], field) == 1 then
    if op == 'L' then
      redis.call('SADD', KEYS[7], queue)
      if type(redis.pcall('LPUSH', KEYS[list], value)) == 'table' then
        local fresh = redis.call('ZADD', KEYS[8], now + PARK_MS, queue .. ':' .. value) == 1
        count(fresh and 'now|scheduled' or 'merged', queue)
      end
      back = back + 1
    else
      bury(id, value, queue)
      if op == 'F' then count('foreign', queue) end
      if unique > 0 and redis.call('GET', KEYS[unique]) == id then
        redis.call('DEL', KEYS[unique])
      end
      dead = dead + 1
    end
    redis.call('HDEL', KEYS[3], field)
  end
end
for counter, by in pairs(moved) do redis.pcall('HINCRBY', KEYS[6], counter, by) end
count_groups(first_group, now, failed)
local left = redis.call('HLEN', KEYS[3])
if left == 0 then
  redis.call('DEL', KEYS[2])
  redis.call('ZREM', KEYS[1], ARGV[1])
end
if back > 0 then
  redis.call('HINCRBY', KEYS[6], 'reaped', back)
  redis.call('PUBLISH', ARGV[2], 'ready')
end
if dead > 0 then redis.call('HINCRBY', KEYS[6], 'poisoned', dead) end
return {back, dead, left}

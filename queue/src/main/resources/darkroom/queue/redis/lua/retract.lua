-- retract.lua — one step of an undo: jobs that an operation retried and that still wait go back to
-- the dead set, as they were there.
-- Guarantee: a step whose number is not the next changes nothing. A job that does not wait in its
-- queue any more stays where it is. A job is in the dead set before it leaves its queue.
-- KEYS[1] operation's hash  ns:operation:{number}
-- KEYS[2] active zset       ns:operations:active
-- KEYS[3] dead zset         ns:dead             score: since, epoch ms; member: name
-- KEYS[4] dead jobs hash    ns:dead:jobs        name -> record
-- KEYS[5] stats hash        ns:stats
-- KEYS[6] its records       ns:operation:{number}:records   id -> since " " name " " record
-- KEYS[7] list of the queue
-- KEYS[8..] unique keys
-- ARGV[1] its number        ARGV[2] number of the step          ARGV[3] queue
-- ARGV[4] which of its queues this is, from 0
-- ARGV[5] where in it from its tail the step begins             ARGV[6] jobs looked at
-- ARGV[7] "1" if the queue has no more       ARGV[8] "1" if this is the last queue
-- ARGV[9] most jobs to take out: each is searched for from the tail
-- ARGV[10] life of a unique key, ms
-- ARGV[11] what the key of the index of a group's dead jobs begins with
-- ARGV[12..] per job four, nearest to the tail first: id, payload, index in KEYS of its unique key
--   (0: none), how far it is from where the step begins
-- returns {0} somebody was faster, {1, jobs taken back}
if redis.call('HGET', KEYS[1], 'step') ~= ARGV[2] then return {0} end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local COPIES_MAX = 10
local FIELDS = 4
local back, looked, cut = 0, tonumber(ARGV[6]), false

-- A name for the record, and whether it stands there: then an error half way left it, and the job
-- may have left its queue by then.
local function free_name(name, record)
  local free, copies = name, 1
  while copies < COPIES_MAX do
    local other = redis.call('HGET', KEYS[4], free)
    if not other or other == record then return free, other == record end
    copies = copies + 1
    free = name .. '~' .. copies
  end
  return nil
end

for at = 12, #ARGV, FIELDS do
  local id, payload, unique = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2])
  if at >= 12 + FIELDS * ARGV[9] then
    looked, cut = tonumber(ARGV[at + 3]), true
    break
  end
  local kept = redis.call('HGET', KEYS[6], id)
  local since, name, record = string.match(kept or '', '^(%S+) (%S+) (.*)$')
  local free, left
  if name then free, left = free_name(name, record) end
  local holds = unique > 0 and redis.call('GET', KEYS[unique]) == id
  if free then
    local group = group_of(record)
    if group then redis.pcall('ZADD', ARGV[11] .. group, since, free) end
    redis.call('ZADD', KEYS[3], since, free)
    redis.call('HSET', KEYS[4], free, record)
    if holds then redis.call('DEL', KEYS[unique]) end
    if redis.pcall('LREM', KEYS[7], -1, payload) == 1 or left then
      redis.call('HDEL', KEYS[6], id)
      back = back + 1
    else
      if holds then redis.call('SET', KEYS[unique], id, 'PX', ARGV[10]) end
      redis.call('HDEL', KEYS[4], free)
      redis.call('ZREM', KEYS[3], free)
      if group then redis.pcall('ZREM', ARGV[11] .. group, free) end
    end
  end
end

local ended = ARGV[7] == '1' and not cut
local over = ended and ARGV[8] == '1'
local cursor = ARGV[4] .. ' ' .. math.max(0, ARGV[5] + looked - back)
if ended then cursor = ARGV[4] + 1 .. ' 0' end
if back > 0 then
  redis.call('HINCRBY', KEYS[5], 'now|dead|' .. ARGV[3], back)
  redis.call('HINCRBY', KEYS[1], 'undone', back)
end
redis.call('HSET', KEYS[1], 'step', ARGV[2] + 1, 'cursor', cursor, 'changedAt', now,
  'state', over and 'undone' or 'undoing')
if over then
  redis.call('ZREM', KEYS[2], ARGV[1])
  redis.call('DEL', KEYS[6])
end
return {1, back}

-- exchange.lua — settle what a process has finished and reserve what it can start, in one call.
-- Guarantee: a process that is no longer in the fleet changes nothing. A call sent again after its
-- reply was lost (same call number) changes nothing. A job leaves `reserved` only after its next
-- place was written, and a queue only after `reserved` holds it. A job whose queue's key has become
-- something else than a list goes to the schedule, and is tried again from there.
-- A Redis that has gone back to an older state (call numbers are missing) gives the process up: it
-- cannot tell any more what it holds, and comes again under a new term.
-- A process for which the queues had too little stands by until its next call, whatever that is:
-- append.lua may reserve one job for it under the first number that is left. If it had not heard of
-- that job when it made its next call, the reply has it.
-- KEYS[1] processes zset    ns:processes        score: last beat, epoch ms
-- KEYS[2] process hash      ns:process:{id}     field call: number of the last call applied
-- KEYS[3] reserved hash     ns:reserved:{id}    sequence number ":" queue -> payload
-- KEYS[4] paused set        ns:paused
-- KEYS[5] scheduled zset    ns:scheduled        score: due, epoch ms; member: queue ":" payload
-- KEYS[6] retrying zset     ns:retrying         likewise
-- KEYS[7] dead zset         ns:dead             score: since, epoch ms; member: id
-- KEYS[8] dead jobs hash    ns:dead:jobs        id -> record
-- KEYS[9] stats hash        ns:stats
-- KEYS[10] standby hash     ns:standby          process id -> see append.lua
-- KEYS[11] serving set       ns:serving
-- KEYS[12] lost zset         ns:lost            score: since, epoch ms
-- KEYS[13..] lists of the queues served; then, in any order, what the entries name
-- ARGV[1] process id        ARGV[2] call number, growing
-- ARGV[3] how many to reserve, 0..2000     ARGV[4] number of queues served
-- ARGV[5] which queue is first in turn, any number
-- ARGV[6] wake channel
-- ARGV[7] number of stats   ARGV[8] number of plain completions
-- ARGV[9] life of a unique key beyond its job's delay, ms
-- ARGV[10] the number it has stood by with, 0: none that it knows of
-- ARGV[11] stand by if fewer than this are reserved, 0: in no case
-- ARGV[12] channel to hear of a job
-- ARGV[13] what the key of the index of a group's dead jobs begins with
-- then in this order:
--   names of the queues served
--   per stat two: field, how much to add
--   per plain completion one: its field in `reserved`
--   per job to reserve one: its sequence number (Lua would write numbers more slowly)
--   the groups of attempts that failed, see failing.lua
--   per entry nine: op, field in `reserved`, id, value, delay in ms, then four indexes into KEYS, 0
--     for none: queue list, unique key, outbox live set, outbox done set
--   op D: done   R: to retrying   S: to scheduled   L: back to the head of its list   X: dead
-- returns {-1} the process is lost, by now or before; {0, now} this call was applied before,
--      nothing reserved;
--      {1, now, index of the queue of the job that came as it stood by, 0: none, the job's payload;
--      then per run of reserved jobs, in the order of their numbers: index of the queue,
--      array of payloads}
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return {-1} end
local stood_by = redis.pcall('HDEL', KEYS[10], ARGV[1]) == 1
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local last_call = tonumber(redis.call('HGET', KEYS[2], 'call') or '0')
if last_call >= tonumber(ARGV[2]) then return {0, now} end
if last_call < ARGV[2] - 1 then
  redis.call('ZADD', KEYS[12], now, ARGV[1])
  redis.call('SREM', KEYS[11], ARGV[1])
  redis.call('ZREM', KEYS[1], ARGV[1])
  return {-1}
end

local want, served, turn = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local stats, done = tonumber(ARGV[7]), tonumber(ARGV[8])
local unique_ms = tonumber(ARGV[9])
local names = 13
local lists = 12
local PARK_MS = 10000
local first_stat = names + served + 1
local first_done = first_stat + 2 * stats
local first_number = first_done + done
local first_group = first_number + want
local first_entry = groups_end(first_group)
local CHUNK = 2000
local FIELDS = 9
local COPIES_MAX = 10

for from = first_done, first_number - 1, CHUNK do
  redis.call('HDEL', KEYS[3], unpack(ARGV, from, math.min(from + CHUNK, first_number) - 1))
end

local function head_of(key)
  local head = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')[2]
  return head and tonumber(head) or math.huge
end

-- What moved, by place and queue, is counted at the end: one command for all of a call.
local moved = {}
local function count(place, queue, by)
  local counter = place .. '|' .. queue
  moved[counter] = (moved[counter] or 0) + by
end

-- A member that stands there already, byte for byte, is the same job; the new due holds.
local function put_off(key, at, value, queue)
  local sooner = at < head_of(key)
  local place = key == KEYS[5] and 'now|scheduled' or 'now|retrying'
  count(redis.call('ZADD', key, at, value) == 1 and place or 'merged', queue, 1)
  if sooner then redis.call('PUBLISH', ARGV[6], 'due') end
end

-- Two jobs may have one id, and a job may come twice: the second is kept beside the first. The
-- record comes last: one that is there was buried whole, and is not left from an error half way.
local function bury(id, record, queue)
  local name, copies = id, 1
  while copies < COPIES_MAX and redis.call('HEXISTS', KEYS[8], name) == 1 do
    copies = copies + 1
    name = id .. '~' .. copies
  end
  local replaced = group_of(redis.call('HGET', KEYS[8], name))
  if replaced then redis.pcall('ZREM', ARGV[13] .. replaced, name) end
  local group = group_of(record)
  if group then redis.pcall('ZADD', ARGV[13] .. group, now, name) end
  redis.call('ZADD', KEYS[7], now, name)
  local fresh = redis.call('HSET', KEYS[8], name, record) == 1
  count(fresh and 'now|dead' or 'dropped', queue, 1)
end

for at = first_entry, #ARGV, FIELDS do
  local op, field, id, value = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]
  local delay, list = tonumber(ARGV[at + 4]), tonumber(ARGV[at + 5])
  local unique, live, over = tonumber(ARGV[at + 6]), tonumber(ARGV[at + 7]), tonumber(ARGV[at + 8])
  if redis.call('HEXISTS', KEYS[3], field) == 1 then
    local queue = string.match(field, ':(.*)')
    if op == 'R' then
      put_off(KEYS[6], now + delay, value, queue)
    elseif op == 'S' then
      put_off(KEYS[5], now + delay, value, queue)
    elseif op == 'L' then
      local length = redis.pcall('LPUSH', KEYS[list], value)
      if length == 1 then
        redis.call('PUBLISH', ARGV[6], 'ready')
      elseif type(length) == 'table' then
        local payload = redis.call('HGET', KEYS[3], field)
        put_off(KEYS[5], now + PARK_MS, queue .. ':' .. payload, queue)
      end
    elseif op == 'X' then
      bury(id, value, queue)
    end
    if over > 0 then redis.call('SADD', KEYS[over], id) end
    if live > 0 then redis.call('SREM', KEYS[live], id) end
    if unique > 0 and redis.call('GET', KEYS[unique]) == id then
      if op == 'R' or op == 'S' then
        redis.call('PEXPIRE', KEYS[unique], delay + unique_ms)
      else
        redis.call('DEL', KEYS[unique])
      end
    end
    redis.call('HDEL', KEYS[3], field)
  end
end

for counter, by in pairs(moved) do redis.pcall('HINCRBY', KEYS[9], counter, by) end
-- Only now: after an error above the call is sent again, and goes on where it failed.
for at = first_stat, first_done - 1, 2 do
  redis.call('HINCRBY', KEYS[9], ARGV[at], ARGV[at + 1])
end
count_groups(first_group, now)
redis.call('HSET', KEYS[2], 'call', ARGV[2])

local reply = {1, now, 0, ''}
if ARGV[10] ~= '0' and not stood_by then
  for queue = 1, served do
    local payload = redis.call('HGET', KEYS[3], ARGV[10] .. ':' .. ARGV[names + queue])
    if payload then reply[3], reply[4] = queue, payload end
  end
end

local number = first_number
-- What of ours is next in a queue; nothing where the key holds something else than a list.
local function take(queue, most)
  local payloads = redis.pcall('LRANGE', KEYS[lists + queue], 0, most - 1)
  if payloads.err or #payloads == 0 then return 0 end
  local taken, suffix = #payloads, ':' .. ARGV[names + queue]
  for from = 1, taken, CHUNK do
    local fields, last = {}, 0
    for i = from, math.min(from + CHUNK - 1, taken) do
      fields[last + 1] = ARGV[number] .. suffix
      fields[last + 2] = payloads[i]
      last = last + 2
      number = number + 1
    end
    redis.call('HSET', KEYS[3], unpack(fields, 1, last))
  end
  redis.call('LTRIM', KEYS[lists + queue], taken, -1)
  reply[#reply + 1] = queue
  reply[#reply + 1] = payloads
  return taken
end

-- First an equal share from each queue, then whatever is left of the want: one long queue takes
-- all that nobody else has use for, and no more. Each call begins with another queue, so that
-- calls that want less than one job a queue go around all of them.
if want > 0 then
  local open = {}
  for queue = 1, served do
    if redis.call('SISMEMBER', KEYS[4], ARGV[names + queue]) == 0 then open[#open + 1] = queue end
  end
  for i = 1, #open do
    local queue = open[(turn + i) % #open + 1]
    if want > 0 then want = want - take(queue, math.ceil(want / (#open - i + 1))) end
  end
  for i = 1, #open do
    if want > 0 then want = want - take(open[(turn + i) % #open + 1], want) end
  end
  if number - first_number < tonumber(ARGV[11]) and #open > 0 then
    for i, queue in ipairs(open) do open[i] = ARGV[names + queue] end
    local entry = {ARGV[number], KEYS[3], ARGV[12], ',' .. table.concat(open, ',') .. ','}
    redis.pcall('HSET', KEYS[10], ARGV[1], table.concat(entry, ' '))
  end
end
return reply

-- operate.lua — one step of an operation: retry or discard the next jobs of its selection, and put
-- down how far it is.
-- Guarantee: a step whose number is not the next changes nothing, so that of all who try one it
-- counts once. A job that has not been dead since the moment the caller saw is left as it is. A job
-- is in its queue before it leaves the dead set.
-- KEYS[1] operation's hash  ns:operation:{number}
-- KEYS[2] active zset       ns:operations:active
-- KEYS[3] dead zset         ns:dead             score: since, epoch ms; member: name
-- KEYS[4] dead jobs hash    ns:dead:jobs        name -> record
-- KEYS[5] queues set        KEYS[6] stats hash
-- KEYS[7] its records       ns:operation:{number}:records   id -> since " " name " " record
-- KEYS[8..] lists of queues, unique keys, outboxes' live and done sets, in any order
-- ARGV[1] its number        ARGV[2] number of the step          ARGV[3] where it is after it
-- ARGV[4] jobs looked at    ARGV[5] jobs that cannot be read    ARGV[6] "1" if these were the last
-- ARGV[7] jobs a second     ARGV[8] jobs that the canary still lacks, -1: it needs none
-- ARGV[9] how long to wait for the canary, ms
-- ARGV[10] wake channel     ARGV[11] life of a unique key, ms
-- ARGV[12] most records kept                                    ARGV[13] life of records, ms
-- ARGV[14] jobs that are gone
-- ARGV[15], ARGV[16] of the jobs it has retried: how many had been tried, and how many of them had
--   failed, when the window began in which failures are counted
-- ARGV[17] what the key of the index of a group's dead jobs begins with
-- ARGV[18..] per job ten: op (R retry, D discard), name in the dead set, since, payload, queue, id,
--   then four indexes into KEYS, 0 for none: list, unique key, outbox's live set, done set
-- returns {0} somebody was faster, {1, jobs moved}
if redis.call('HGET', KEYS[1], 'step') ~= ARGV[2] then return {0} end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local counts = {looked = tonumber(ARGV[4]), unreadable = tonumber(ARGV[5]), moved = 0}
counts.changed = tonumber(ARGV[14])
local totals = {}
local CATCH_UP_MS = 250
local function count(into, counter, by) into[counter] = (into[counter] or 0) + by end

-- Why a job is not to be moved, if it is not.
local function obstacle(name, since, id, list, unique)
  local score = redis.call('ZSCORE', KEYS[3], name)
  if not score or tonumber(score) ~= tonumber(since) then return 'changed' end
  if redis.call('HEXISTS', KEYS[4], name) == 0 then return 'changed' end
  if list > 0 then
    local found = redis.call('TYPE', KEYS[list]).ok
    if found ~= 'list' and found ~= 'none' then return 'blocked' end
  end
  local holder = unique > 0 and redis.call('GET', KEYS[unique])
  if holder and holder ~= id then return 'held' end
  return nil
end

local kept = redis.call('HLEN', KEYS[7])
for at = 18, #ARGV, 10 do
  local op, name, since, payload, queue, id = unpack(ARGV, at, at + 5)
  local list, unique = tonumber(ARGV[at + 6]), tonumber(ARGV[at + 7])
  local live, over = tonumber(ARGV[at + 8]), tonumber(ARGV[at + 9])
  local why = obstacle(name, since, id, list, unique)
  if why then
    count(counts, why, 1)
  else
    local record = redis.call('HGET', KEYS[4], name)
    if op == 'R' then
      redis.call('SADD', KEYS[5], queue)
      if redis.call('RPUSH', KEYS[list], payload) == 1 then
        redis.call('PUBLISH', ARGV[10], 'ready')
      end
      if unique > 0 then redis.call('SET', KEYS[unique], id, 'PX', ARGV[11]) end
      if kept < tonumber(ARGV[12]) then
        kept = kept + redis.call('HSET', KEYS[7], id, table.concat({since, name, record}, ' '))
      end
      count(counts, 'queue|' .. queue, 1)
      count(totals, 'redriven', 1)
    else
      if over > 0 then
        redis.call('SADD', KEYS[over], id)
        redis.call('SREM', KEYS[live], id)
      end
      count(totals, 'discarded|' .. queue, 1)
    end
    redis.call('HDEL', KEYS[4], name)
    redis.call('ZREM', KEYS[3], name)
    local group = group_of(record)
    if group then redis.pcall('ZREM', ARGV[17] .. group, name) end
    count(totals, 'now|dead|' .. queue, -1)
    count(counts, 'moved', 1)
  end
end
for counter, by in pairs(totals) do redis.call('HINCRBY', KEYS[6], counter, by) end
if kept > 0 then redis.call('PEXPIRE', KEYS[7], ARGV[13]) end

local lacks, last, state = tonumber(ARGV[8]), ARGV[6] == '1', 'running'
local canary = lacks >= 0 and (counts.moved >= lacks or last)
if canary and (counts.moved > 0 or tonumber(redis.call('HGET', KEYS[1], 'moved') or '0') > 0) then
  state = 'waiting'
elseif last then
  state = 'done'
end
-- After all of them: an error above leaves the step to be done again, by whoever is next.
for counter, by in pairs(counts) do
  if by > 0 then redis.call('HINCRBY', KEYS[1], counter, by) end
end
-- From when the next was due, so that late steps do not add up; but not from long ago.
local from = math.max(tonumber(redis.call('HGET', KEYS[1], 'nextAt') or '0'), now - CATCH_UP_MS)
local next_at = from + math.ceil(counts.moved * 1000 / ARGV[7])
redis.call('HSET', KEYS[1], 'step', ARGV[2] + 1, 'cursor', ARGV[3], 'state', state,
  'changedAt', now, 'nextAt', next_at, 'waitUntil', now + ARGV[9],
  'triedBefore', ARGV[15], 'failedBefore', ARGV[16])
if state == 'done' then redis.call('ZREM', KEYS[2], ARGV[1]) end
return {1, counts.moved}

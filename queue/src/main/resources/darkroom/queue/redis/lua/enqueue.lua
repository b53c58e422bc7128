-- enqueue.lua — put jobs into their queues, or into the schedule.
-- Guarantee: all are checked before the first write; a refusal writes nothing. The jobs of a queue
-- stand in it in the order they have here. What says that a job is there is written after the job.
-- KEYS[1] queues set       ns:queues
-- KEYS[2] scheduled zset   ns:scheduled       score: due, epoch ms
-- KEYS[3] stats hash       ns:stats
-- KEYS[4..] the lists of the queues, then the unique keys and the outboxes' live and done sets in
--   any order
-- ARGV[1] number of queues
-- ARGV[2] most jobs that one queue, or the schedule, may hold
-- ARGV[3] wake channel
-- ARGV[4] life of a unique key beyond its job's delay, ms
-- ARGV[5..] names of the queues; then runs of two sorts, each led by the index of its queue (1..):
--   plain jobs: how many, 1.., then their payloads
--   one other job: 0, id, payload, delay in ms (0: ready now),
--     index in KEYS of its unique key (0: none), of its outbox's live set (0: none) and done set
-- returns {"OK", one string for each that is not plain: "" if enqueued, else the id of the job that
--      stands in its way}
--      or {"FULL", what is full, its length} or {"TYPE", key, type expected, type found}
local queue_count, last = tonumber(ARGV[1]), #ARGV
local jobs_max = tonumber(ARGV[2])
local unique_ms = tonumber(ARGV[4])
local names = 4
local OTHER = 8

local reply = {'OK'}
local accepted = {}
local adding, enqueued = {}, {}
local delayed = 0
local taken = {}
local at = names + queue_count + 1
while at <= last do
  local queue, plain = tonumber(ARGV[at]), tonumber(ARGV[at + 1])
  if plain > 0 then
    accepted[#accepted + 1] = at
    adding[queue] = (adding[queue] or 0) + plain
    enqueued[queue] = (enqueued[queue] or 0) + plain
    at = at + 2 + plain
  else
    local id, unique, live = ARGV[at + 2], tonumber(ARGV[at + 5]), tonumber(ARGV[at + 6])
    local holder = false
    if live > 0 and (taken[live .. ':' .. id] or redis.call('SISMEMBER', KEYS[live], id) == 1
      or redis.call('SISMEMBER', KEYS[tonumber(ARGV[at + 7])], id) == 1) then
      holder = id
    elseif unique > 0 then
      holder = taken[unique] or redis.call('GET', KEYS[unique])
    end
    reply[#reply + 1] = holder or ''
    if not holder then
      accepted[#accepted + 1] = at
      enqueued[queue] = (enqueued[queue] or 0) + 1
      if live > 0 then taken[live .. ':' .. id] = true end
      if unique > 0 then taken[unique] = id end
      if tonumber(ARGV[at + 4]) > 0 then
        delayed = delayed + 1
      else
        adding[queue] = (adding[queue] or 0) + 1
      end
    end
    at = at + OTHER
  end
end

for i, expected in ipairs({'set', 'zset', 'hash'}) do
  local found = redis.call('TYPE', KEYS[i]).ok
  if found ~= expected and found ~= 'none' then return {'TYPE', KEYS[i], expected, found} end
end
local length = {}
for queue, count in pairs(adding) do
  local key = KEYS[3 + queue]
  local found = redis.call('TYPE', key).ok
  if found ~= 'list' and found ~= 'none' then
    return {'TYPE', key, 'list', found}
  end
  length[queue] = redis.call('LLEN', key)
  if length[queue] + count > jobs_max then
    return {'FULL', 'queue "' .. ARGV[names + queue] .. '"', length[queue]}
  end
end
if delayed > 0 and redis.call('ZCARD', KEYS[2]) + delayed > jobs_max then
  return {'FULL', 'the schedule', redis.call('ZCARD', KEYS[2])}
end

local now, head_at = 0, math.huge
if delayed > 0 then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
  head_at = tonumber(redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')[2] or math.huge)
end
local sooner = false
local ready = {}
local scheduled, merged = {}, {}
for _, from in ipairs(accepted) do
  local queue, plain = tonumber(ARGV[from]), tonumber(ARGV[from + 1])
  local payloads = ready[queue] or {}
  ready[queue] = payloads
  for i = from + 2, from + 1 + plain do payloads[#payloads + 1] = ARGV[i] end
  if plain == 0 then
    local payload, delay = ARGV[from + 3], tonumber(ARGV[from + 4])
    if delay > 0 then
      -- One that stands there already, byte for byte, is the same job; the new due holds.
      local member = ARGV[names + queue] .. ':' .. payload
      local counted = redis.call('ZADD', KEYS[2], now + delay, member) == 1 and scheduled or merged
      counted[queue] = (counted[queue] or 0) + 1
      sooner = sooner or now + delay < head_at
    else
      payloads[#payloads + 1] = payload
    end
  end
end

local wake = false
for queue, payloads in pairs(ready) do
  redis.call('HINCRBY', KEYS[3], 'enqueued|' .. ARGV[names + queue], enqueued[queue])
  if scheduled[queue] then
    redis.call('HINCRBY', KEYS[3], 'now|scheduled|' .. ARGV[names + queue], scheduled[queue])
  end
  if merged[queue] then
    redis.call('HINCRBY', KEYS[3], 'merged|' .. ARGV[names + queue], merged[queue])
  end
  if #payloads > 0 then
    redis.call('SADD', KEYS[1], ARGV[names + queue])
    redis.call('RPUSH', KEYS[3 + queue], unpack(payloads))
    wake = wake or length[queue] == 0
  end
end
for _, from in ipairs(accepted) do
  if ARGV[from + 1] == '0' then
    local id, delay = ARGV[from + 2], tonumber(ARGV[from + 4])
    local unique, live = tonumber(ARGV[from + 5]), tonumber(ARGV[from + 6])
    if unique > 0 then redis.call('SET', KEYS[unique], id, 'PX', delay + unique_ms) end
    if live > 0 then redis.call('SADD', KEYS[live], id) end
  end
end
if wake then redis.call('PUBLISH', ARGV[3], 'ready') end
if sooner then redis.call('PUBLISH', ARGV[3], 'due') end
return reply

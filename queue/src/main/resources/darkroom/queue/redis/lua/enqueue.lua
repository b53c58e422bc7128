-- enqueue.lua — put jobs into their queues, or into the schedule.
-- Guarantee: all are checked before the first write; a refusal writes nothing.
-- KEYS[1] queues set       ns:queues
-- KEYS[2] scheduled zset   ns:scheduled       score: due, epoch ms
-- KEYS[3] stats hash       ns:stats
-- KEYS[4..] the lists of the queues, then the unique keys and the outboxes' live sets in any order
-- ARGV[1] number of queues
-- ARGV[2] most jobs that one queue, or the schedule, may hold
-- ARGV[3] wake channel
-- ARGV[4..] names of the queues; then for each job six:
--   id, payload, index of its queue (1..), delay in ms (0: ready now),
--   index in KEYS of its unique key (0: none) , index in KEYS of its live set (0: none)
-- ARGV[last] life of a unique key beyond its job's delay, ms
-- returns {"OK", one string a job: "" if enqueued, else the id of the job that stands in its way}
--      or {"FULL", what is full, its length} or {"TYPE", key, type expected, type found}
local queue_count = tonumber(ARGV[1])
local jobs_max = tonumber(ARGV[2])
local first_job = 4 + queue_count
local unique_ms = tonumber(ARGV[#ARGV])
local FIELDS = 6

local reply = {'OK'}
local accepted = {}
local adding = {}
local delayed = 0
local taken = {}
for at = first_job, #ARGV - FIELDS, FIELDS do
  local id = ARGV[at]
  local unique, live = tonumber(ARGV[at + 4]), tonumber(ARGV[at + 5])
  local holder = false
  if live > 0 and (taken[live .. ':' .. id] or redis.call('SISMEMBER', KEYS[live], id) == 1) then
    holder = id
  elseif unique > 0 then
    holder = taken[unique] or redis.call('GET', KEYS[unique])
  end
  reply[#reply + 1] = holder or ''
  if not holder then
    accepted[#accepted + 1] = at
    if live > 0 then taken[live .. ':' .. id] = true end
    if unique > 0 then taken[unique] = id end
    if tonumber(ARGV[at + 3]) > 0 then
      delayed = delayed + 1
    else
      local queue = tonumber(ARGV[at + 2])
      adding[queue] = (adding[queue] or 0) + 1
    end
  end
end

for at, expected in ipairs({'set', 'zset', 'hash'}) do
  local found = redis.call('TYPE', KEYS[at]).ok
  if found ~= expected and found ~= 'none' then return {'TYPE', KEYS[at], expected, found} end
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
    return {'FULL', 'queue "' .. ARGV[3 + queue] .. '"', length[queue]}
  end
end
if delayed > 0 and redis.call('ZCARD', KEYS[2]) + delayed > jobs_max then
  return {'FULL', 'the schedule', redis.call('ZCARD', KEYS[2])}
end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local head = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')[2]
local head_at = head and tonumber(head) or math.huge
local sooner = false
local ready = {}
for _, at in ipairs(accepted) do
  local id, payload, queue = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2])
  local delay, unique, live = tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4]), tonumber(ARGV[at + 5])
  if unique > 0 then redis.call('SET', KEYS[unique], id, 'PX', delay + unique_ms) end
  if live > 0 then redis.call('SADD', KEYS[live], id) end
  if delay > 0 then
    redis.call('ZADD', KEYS[2], now + delay, ARGV[3 + queue] .. ':' .. payload)
    sooner = sooner or now + delay < head_at
  else
    ready[queue] = ready[queue] or {}
    table.insert(ready[queue], payload)
  end
  redis.call('HINCRBY', KEYS[3], 'enqueued|' .. ARGV[3 + queue], 1)
end

local wake = false
for queue, payloads in pairs(ready) do
  redis.call('SADD', KEYS[1], ARGV[3 + queue])
  for from = 1, #payloads, 500 do
    redis.call('RPUSH', KEYS[3 + queue], unpack(payloads, from, math.min(from + 499, #payloads)))
  end
  wake = wake or length[queue] == 0
end
if wake then redis.call('PUBLISH', ARGV[3], 'ready') end
if sooner then redis.call('PUBLISH', ARGV[3], 'due') end
return reply

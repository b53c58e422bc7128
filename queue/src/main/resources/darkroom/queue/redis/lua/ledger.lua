-- ledger.lua — count all jobs of all queues, in every place, at one moment. Writes nothing.
-- KEYS[1] stats hash        KEYS[2] queues set         KEYS[3] processes zset   KEYS[4] lost zset
-- KEYS[5] scheduled zset    KEYS[6] retrying zset      KEYS[7] dead jobs hash
-- KEYS[8..] lists of the queues, then reserved hashes of the processes
-- ARGV[1] number of queues
-- ARGV[2] most jobs to be counted by queue among those reserved, 0: none of them
-- ARGV[3..] names of the queues, then ids of the processes
-- returns {} if there is a queue or a process that was not named: name it and ask again;
--      {now, jobs scheduled, retrying, dead, reserved, whether those are counted by queue: 1 or 0,
--      array of the stats, array of the lengths of the queues (0 for what is no list), then per
--      process an array of the fields of its reserved hash}
local FIRST = 7
local queues = tonumber(ARGV[1])
local named = {}
for i = 3, #ARGV do named[(i <= queues + 2 and 'q' or 'p') .. ARGV[i]] = true end
for _, queue in ipairs(redis.call('SMEMBERS', KEYS[2])) do
  if not named['q' .. queue] then return {} end
end
for i = 3, 4 do
  for _, id in ipairs(redis.call('ZRANGE', KEYS[i], 0, -1)) do
    if not named['p' .. id] then return {} end
  end
end

local held = 0
for i = FIRST + queues + 1, #KEYS do held = held + redis.call('HLEN', KEYS[i]) end
local by_queue = held <= tonumber(ARGV[2])
local lengths = {}
for i = 1, queues do
  local length = redis.pcall('LLEN', KEYS[FIRST + i])
  lengths[i] = type(length) == 'number' and length or 0
end
local time = redis.call('TIME')
local reply = {
  time[1] * 1000 + math.floor(time[2] / 1000),
  redis.call('ZCARD', KEYS[5]),
  redis.call('ZCARD', KEYS[6]),
  redis.call('HLEN', KEYS[7]),
  held,
  by_queue and 1 or 0,
  redis.call('HGETALL', KEYS[1]),
  lengths,
}
if by_queue then
  for i = FIRST + queues + 1, #KEYS do reply[#reply + 1] = redis.call('HKEYS', KEYS[i]) end
end
return reply

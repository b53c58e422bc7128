-- promote.lua — move due jobs from a schedule to the tails of their queues.
-- Guarantee: each moves once, however many processes promote; the queue is written first.
-- KEYS[1] scheduled or retrying zset    KEYS[2] queues set    KEYS[3] stats hash
-- KEYS[4..] lists of queues
-- ARGV[1] wake channel    ARGV[2] scheduled or retrying
-- ARGV[3..] per job four: member, payload, name of its queue, index in KEYS of its list
-- A job whose queue's key holds something else than a list stays, to be tried again later.
-- returns how many moved
local PARK_MS = 10000
local moved = 0
local wake = false
local gone = {}
for at = 3, #ARGV, 4 do
  local member, payload, queue, list = unpack(ARGV, at, at + 3)
  if redis.call('ZSCORE', KEYS[1], member) then
    redis.call('SADD', KEYS[2], queue)
    local length = redis.pcall('RPUSH', KEYS[tonumber(list)], payload)
    if type(length) == 'table' then
      local time = redis.call('TIME')
      redis.call('ZADD', KEYS[1], time[1] * 1000 + math.floor(time[2] / 1000) + PARK_MS, member)
    else
      wake = length == 1 or wake
      redis.call('ZREM', KEYS[1], member)
      moved = moved + 1
      gone[queue] = (gone[queue] or 0) + 1
    end
  end
end
for queue, count in pairs(gone) do
  redis.pcall('HINCRBY', KEYS[3], 'now|' .. ARGV[2] .. '|' .. queue, -count)
end
if wake then redis.call('PUBLISH', ARGV[1], 'ready') end
return moved

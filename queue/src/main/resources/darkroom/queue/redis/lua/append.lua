-- append.lua — put plain jobs (due now, no unique key, no outbox) at the tail of one queue.
-- Guarantee: all or none. It writes first, since that tells length and type in one command; what a
-- refusal finds written it takes back before anybody can see it. A job that comes alone into an
-- empty queue is reserved at once for a process that stands by, and sent to it; it leaves the queue
-- only after `reserved` holds it, and only if the process is there to hear.
-- KEYS[1] list of the queue    ns:queue:{name}
-- KEYS[2] stats hash           ns:stats
-- KEYS[3] queues set           ns:queues
-- KEYS[4] standby hash         ns:standby
-- ARGV[1] name of the queue    ARGV[2] most jobs that it may hold    ARGV[3] wake channel
-- ARGV[4] how many jobs: as a text, since Redis is slow to write a number of Lua's
-- ARGV[5..] payloads, at most 1000, as Lua unpacks less than 8000 at once; or none, where an RPUSH
--   just before, in the same transaction, was sent them: many go faster past Lua than through it
-- returns the queue's length, with a job that was handed over
--      or {"FULL", what is full, its length} or {"TYPE", key, type expected, type found}
local function refusal(key, expected, problem)
  local found = redis.call('TYPE', key).ok
  if found ~= expected and found ~= 'none' then return {'TYPE', key, expected, found} end
  return problem
end

local length
if #ARGV > 4 then
  length = redis.pcall('RPUSH', KEYS[1], unpack(ARGV, 5))
else
  length = redis.pcall('LLEN', KEYS[1])
end
if type(length) == 'table' then return refusal(KEYS[1], 'list', length) end
local count = tonumber(ARGV[4])
local was_empty = length == count
if length > tonumber(ARGV[2]) then
  redis.call('LTRIM', KEYS[1], 0, -count - 1)
  return {'FULL', 'queue "' .. ARGV[1] .. '"', length - count}
end
local new = was_empty and redis.pcall('SADD', KEYS[3], ARGV[1]) or 0
if type(new) == 'table' then
  redis.call('LTRIM', KEYS[1], 0, -count - 1)
  return refusal(KEYS[3], 'set', new)
end
local counted = redis.pcall('HINCRBY', KEYS[2], 'enqueued|' .. ARGV[1], ARGV[4])
if type(counted) == 'table' then
  if new == 1 then redis.call('SREM', KEYS[3], ARGV[1]) end
  redis.call('LTRIM', KEYS[1], 0, -count - 1)
  return refusal(KEYS[2], 'hash', counted)
end

-- An entry of the standby hash says where the job is to be put, and who hears of it: sequence
-- number, key of the reserved hash, channel, queues served; see exchange.lua. That key is the one
-- that no caller names.
local function hand_over(payload)
  local some = redis.pcall('HRANDFIELD', KEYS[4], 4, 'WITHVALUES')
  for i = 1, #some, 2 do
    local number, reserved, channel, queues = string.match(some[i + 1], '^(%d+) (%S+) (%S+) (%S+)$')
    if queues and string.find(queues, ',' .. ARGV[1] .. ',', 1, true) then
      redis.call('HDEL', KEYS[4], some[i])
      local field = number .. ':' .. ARGV[1]
      if redis.pcall('HSETNX', reserved, field, payload) == 1 then
        local heard = redis.pcall('PUBLISH', channel, 'job ' .. field .. ' ' .. payload)
        if type(heard) == 'number' and heard > 0 then
          redis.call('LPOP', KEYS[1])
          return true
        end
        redis.call('HDEL', reserved, field)
      end
    end
  end
  return false
end

if was_empty and not (#ARGV == 5 and hand_over(ARGV[5])) then
  redis.pcall('PUBLISH', ARGV[3], 'ready')
end
return length

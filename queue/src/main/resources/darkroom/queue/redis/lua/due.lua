-- due.lua — what is due to be promoted, and when the next is. Writes nothing.
-- KEYS[1] scheduled zset    KEYS[2] retrying zset
--   score: due, epoch ms; member: queue ":" payload
-- ARGV[1] most members to return of each
-- returns {now, next due in epoch ms or -1, number due of KEYS[1], those, then those of KEYS[2]}
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local next_due = -1
local reply = {now, next_due, 0}
for i = 1, 2 do
  local due = redis.call('ZRANGEBYSCORE', KEYS[i], '-inf', now, 'LIMIT', 0, ARGV[1])
  for _, member in ipairs(due) do reply[#reply + 1] = member end
  if i == 1 then reply[3] = #due end
  local rest = redis.call('ZRANGEBYSCORE', KEYS[i], '(' .. now, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
  local rest_due = tonumber(rest[2] or -1)
  if rest_due >= 0 and (next_due < 0 or rest_due < next_due) then next_due = rest_due end
end
reply[2] = next_due
return reply

-- restore.lua — put dead jobs back that Redis has lost, without their bodies.
-- Guarantee: a job of that name which is dead stays as it is. A record comes last, so that one that
-- is there was put back whole.
-- KEYS[1] dead zset         ns:dead             score: since, epoch ms; member: name
-- KEYS[2] dead jobs hash    ns:dead:jobs        name -> record
-- KEYS[3] stats hash        ns:stats            KEYS[4] queues set        ns:queues
-- ARGV[1] what the key of the index of a group's dead jobs begins with
-- ARGV[2..] per job five: name, since, its stub, its queue, its group ("": none)
-- returns how many were put back
local back, counts = 0, {}
for at = 2, #ARGV, 5 do
  local name, since, stub, queue, group = unpack(ARGV, at, at + 4)
  if redis.call('HEXISTS', KEYS[2], name) == 0 then
    redis.call('SADD', KEYS[4], queue)
    if group ~= '' then redis.pcall('ZADD', ARGV[1] .. group, since, name) end
    redis.call('ZADD', KEYS[1], since, name)
    redis.call('HSET', KEYS[2], name, stub)
    counts[queue] = (counts[queue] or 0) + 1
    back = back + 1
  end
end
-- They came in once more, from the archive: so the account of their queue is even.
for queue, count in pairs(counts) do
  redis.call('HINCRBY', KEYS[3], 'enqueued|' .. queue, count)
  redis.call('HINCRBY', KEYS[3], 'now|dead|' .. queue, count)
end
return back

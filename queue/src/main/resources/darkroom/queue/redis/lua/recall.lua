-- recall.lua — put records back in the place of their stubs.
-- Guarantee: only of jobs that are dead since the moment they were copied with; a record that is
-- there stays.
-- KEYS[1] dead zset         ns:dead             score: since, epoch ms; member: name
-- KEYS[2] dead jobs hash    ns:dead:jobs        name -> record
-- ARGV[1..] per job three: name, since, its record
-- returns how many were put back
local back = 0
for at = 1, #ARGV, 3 do
  local name, since = ARGV[at], redis.call('ZSCORE', KEYS[1], ARGV[at])
  local record = redis.call('HGET', KEYS[2], name)
  if record and is_stub(record) and since and tonumber(since) == tonumber(ARGV[at + 1]) then
    redis.call('HSET', KEYS[2], name, ARGV[at + 2])
    back = back + 1
  end
end
return back

-- spill.lua — put stubs in the place of records whose bodies are in the archive.
-- Guarantee: only the very record that was copied makes way, and only while its job is dead since
-- the moment it was copied with. The job stays dead, and in every index.
-- KEYS[1] dead zset         ns:dead             score: since, epoch ms; member: name
-- KEYS[2] dead jobs hash    ns:dead:jobs        name -> record
-- ARGV[1..] per job four: name, since, SHA-1 of its record in hex, its stub
-- returns per job: 1 a stub stands there now, 2 one stood there before, 0 it has not been dead
--      since then, 3 its record is another
local reply = {}
for at = 1, #ARGV, 4 do
  local name, since = ARGV[at], redis.call('ZSCORE', KEYS[1], ARGV[at])
  local record = redis.call('HGET', KEYS[2], name)
  if not record or not since or tonumber(since) ~= tonumber(ARGV[at + 1]) then
    reply[#reply + 1] = 0
  elseif is_stub(record) then
    reply[#reply + 1] = 2
  elseif redis.sha1hex(record) ~= ARGV[at + 2] then
    reply[#reply + 1] = 3
  else
    redis.call('HSET', KEYS[2], name, ARGV[at + 3])
    reply[#reply + 1] = 1
  end
end
return reply

-- groups.lua — what is known of groups of failures, at one moment. Writes nothing.
-- KEYS[1] rate zset
-- KEYS[2..] per group two: its hash, the index of its dead jobs
-- ARGV[1] how many fields of each hash are wanted, 0: all
-- ARGV[2..] names of these, then per group one: its id
-- returns {now, epoch ms; then per group three: array of the fields and values of its hash, or of
--      the values of those that are wanted, '' for what it has not; how many of its jobs are dead;
--      its score by rate}
local time = redis.call('TIME')
local reply = {time[1] * 1000 + math.floor(time[2] / 1000)}
local wanted = tonumber(ARGV[1])
local names = {unpack(ARGV, 2, wanted + 1)}
for i = 1, #ARGV - wanted - 1 do
  local values
  if wanted == 0 then
    values = redis.call('HGETALL', KEYS[2 * i])
  else
    values = redis.call('HMGET', KEYS[2 * i], unpack(names))
    for n = 1, wanted do values[n] = values[n] or '' end
  end
  reply[#reply + 1] = values
  reply[#reply + 1] = redis.call('ZCARD', KEYS[2 * i + 1])
  reply[#reply + 1] = redis.call('ZSCORE', KEYS[1], ARGV[wanted + 1 + i]) or '0'
end
return reply

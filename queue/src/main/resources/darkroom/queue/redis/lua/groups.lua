-- groups.lua — what is known of groups of failures, at one moment. Writes nothing.
-- KEYS[1] rate zset
-- KEYS[2..] per group two: its hash, the index of its dead jobs
-- ARGV[1..] per group one: its id
-- returns {now, epoch ms; then per group three: array of the fields and values of its hash,
--      how many of its jobs are dead, its score by rate}
local time = redis.call('TIME')
local reply = {time[1] * 1000 + math.floor(time[2] / 1000)}
for i, id in ipairs(ARGV) do
  reply[#reply + 1] = redis.call('HGETALL', KEYS[2 * i])
  reply[#reply + 1] = redis.call('ZCARD', KEYS[2 * i + 1])
  reply[#reply + 1] = redis.call('ZSCORE', KEYS[1], id) or '0'
end
return reply

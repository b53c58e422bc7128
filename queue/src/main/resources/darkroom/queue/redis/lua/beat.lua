-- beat.lua — a process says that it lives and what it does, and hears what is wanted of it and
-- whether others are silent.
-- Guarantee: a process that is no longer in the fleet changes nothing.
-- KEYS[1] processes zset    ns:processes        score: last beat, epoch ms
-- KEYS[2] process hash      ns:process:{id}
-- KEYS[3] serving set       ns:serving
-- KEYS[4] fleet hash        ns:fleet            field threads: wanted of all processes together
-- KEYS[5] lost zset         ns:lost
-- KEYS[6] wish              ns:threads:wanted   there while somebody looks at what threads do
-- ARGV[1] process id        ARGV[2] "1" while it takes jobs, "0" when it does not
-- ARGV[3] ms without a beat after which a process is silent
-- ARGV[4..] field, value, ... for its hash
-- returns {-1} the process is lost;
--      {now, threads wanted of the fleet or "", state wanted of this process or "", how many are
--      silent or lost and not yet reaped, 1 if somebody looks or 0, serving ids...}
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return {-1} end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('HSET', KEYS[2], unpack(ARGV, 4))
redis.call(ARGV[2] == '1' and 'SADD' or 'SREM', KEYS[3], ARGV[1])
local lost = redis.pcall('ZCARD', KEYS[5])
if type(lost) == 'table' then lost = 0 end
local reply = {
  now,
  redis.call('HGET', KEYS[4], 'threads') or '',
  redis.call('HGET', KEYS[2], 'wanted') or '',
  redis.call('ZCOUNT', KEYS[1], '-inf', '(' .. now - ARGV[3]) + lost,
  redis.call('TYPE', KEYS[6]).ok == 'none' and 0 or 1,
}
for _, id in ipairs(redis.call('SMEMBERS', KEYS[3])) do reply[#reply + 1] = id end
return reply

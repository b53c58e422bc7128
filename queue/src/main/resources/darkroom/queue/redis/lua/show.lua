-- show.lua — a process shows what its threads do, for some seconds.
-- Guarantee: a process that is no longer in the fleet, under the term in its id, changes nothing.
-- KEYS[1] processes zset    ns:processes        score: last beat, epoch ms
-- KEYS[2] board             ns:threads:{id}     when it was shown, epoch ms, a space, JSON; expires
-- ARGV[1] process id        ARGV[2] board as JSON               ARGV[3] for how long, ms
-- returns 1 it is shown, 0 the process is lost
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return 0 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('SET', KEYS[2], now .. ' ' .. ARGV[2], 'PX', ARGV[3])
return 1

-- turn.lua — take the turn at the operations on dead jobs, or keep it: one process works on them at
-- a time, so that the others need not look at the same jobs.
-- KEYS[1] active zset       ns:operations:active  score and member: number
-- KEYS[2] turn              ns:operations:turn    id of the process that has it; it expires
-- ARGV[1] process id        ARGV[2] for how long, ms            ARGV[3] most to return
-- returns {} if there is nothing to do, {now} if another has the turn, {now, numbers of the active
--      operations...} if the caller has it
local active = redis.call('ZRANGE', KEYS[1], 0, ARGV[3] - 1)
if #active == 0 then return {} end
local time = redis.call('TIME')
local reply = {time[1] * 1000 + math.floor(time[2] / 1000)}
local holder = redis.call('GET', KEYS[2])
if holder and holder ~= ARGV[1] then return reply end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
for _, number in ipairs(active) do reply[#reply + 1] = number end
return reply

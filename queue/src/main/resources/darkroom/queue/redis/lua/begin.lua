-- begin.lua — put on record that a process begins a job in whose hands others were lost.
-- Guarantee: a process that is no longer in the fleet, or does not hold the job, changes nothing.
-- KEYS[1] processes zset    ns:processes        score: last beat, epoch ms
-- KEYS[2] reserved hash     ns:reserved:{id}    sequence number ":" queue -> payload
-- ARGV[1] process id        ARGV[2] field in `reserved`
-- ARGV[3] the job's payload, which names the process
-- returns 1 it is on record, 0 the process does not hold the job or is lost
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return 0 end
if redis.call('HEXISTS', KEYS[2], ARGV[2]) == 0 then return 0 end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
return 1

-- deregister.lua — a process that holds no job leaves the fleet.
-- KEYS[1] processes zset    KEYS[2] process hash    KEYS[3] serving set    KEYS[4] reserved hash
-- KEYS[5] standby hash
-- ARGV[1] process id
-- returns 1 it has left, 0 it still holds jobs and stays (it will be reaped if it ends now)
redis.pcall('HDEL', KEYS[5], ARGV[1])
if redis.call('HLEN', KEYS[4]) > 0 then return 0 end
redis.call('SREM', KEYS[3], ARGV[1])
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('DEL', KEYS[2])
return 1

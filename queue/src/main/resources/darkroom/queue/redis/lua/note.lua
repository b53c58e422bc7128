-- note.lua — put a line into the log of operations, of something that is not one itself.
-- KEYS[1] log list          ns:operations:log     oldest first
-- ARGV[1] who               ARGV[2] what          ARGV[3] most lines kept
-- returns 1
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('RPUSH', KEYS[1], table.concat({now, '0', ARGV[1], ARGV[2]}, ' '))
redis.call('LTRIM', KEYS[1], -ARGV[3], -1)
return 1

-- register.lua — a worker process joins the fleet under a fresh term.
-- KEYS[1] term counter      ns:term
-- KEYS[2] processes zset    ns:processes        score: last beat, epoch ms
-- KEYS[3] serving set       ns:serving          processes that take jobs
-- ARGV[1] name of the process, to which "-" and its term are added to make its id
-- returns {term, now in epoch ms}
local term = redis.call('INCR', KEYS[1])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local id = ARGV[1] .. '-' .. term
redis.call('SADD', KEYS[3], id)
redis.call('ZADD', KEYS[2], now, id)
return {term, now}

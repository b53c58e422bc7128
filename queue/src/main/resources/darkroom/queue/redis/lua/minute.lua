-- minute.lua — keep the ledger of a minute, or how long jobs had waited, unless somebody has.
-- KEYS[1] minutes list      ns:minutes, ns:waits    oldest first, each begins with its epoch minute
-- ARGV[1] epoch minute      ARGV[2] what is kept     ARGV[3] most minutes kept
-- returns 1 kept, 0 somebody has kept this minute or a later one
local last = redis.call('LINDEX', KEYS[1], -1)
if last and tonumber(string.match(last, '^%d+')) >= tonumber(ARGV[1]) then return 0 end
redis.call('RPUSH', KEYS[1], ARGV[2])
redis.call('LTRIM', KEYS[1], -ARGV[3], -1)
return 1

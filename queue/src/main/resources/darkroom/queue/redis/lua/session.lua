-- session.lua — note that an operator has signed in, if there is one of that name.
-- KEYS[1] operators hash    KEYS[2] session string
-- ARGV[1] name of the operator   ARGV[2] what is kept   ARGV[3] how long without a request, ms
-- returns 1 noted, 0 there is no such operator
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
return 1

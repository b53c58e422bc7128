-- pick.lua — the next dead jobs, oldest first. Writes nothing.
-- KEYS[1] dead zset         ns:dead             score: since, epoch ms; member: name
-- KEYS[2] dead jobs hash    ns:dead:jobs        name -> record
-- ARGV[1] since when, epoch ms
-- ARGV[2] name after which of those since that very moment, "" for all of them
-- ARGV[3] until when, epoch ms                  ARGV[4] most to return
-- returns per job three: name, since, record ("" where it has none)
local from, to = redis.call('ZCOUNT', KEYS[1], '-inf', '(' .. ARGV[1]), 0
if ARGV[2] ~= '' then to = redis.call('ZCOUNT', KEYS[1], '-inf', ARGV[1]) end

-- Byte by byte, as Redis sorts members; Lua itself compares by the locale of the server.
local function follows(name, other)
  for i = 1, math.min(#name, #other) do
    local a, b = string.byte(name, i), string.byte(other, i)
    if a ~= b then return a > b end
  end
  return #name > #other
end

while from < to do
  local middle = math.floor((from + to) / 2)
  if follows(redis.call('ZRANGE', KEYS[1], middle, middle)[1], ARGV[2]) then
    to = middle
  else
    from = middle + 1
  end
end

local found = redis.call('ZRANGE', KEYS[1], from, from + ARGV[4] - 1, 'WITHSCORES')
local names, reply = {}, {}
for i = 1, #found, 2 do
  if tonumber(found[i + 1]) <= tonumber(ARGV[3]) then names[#names + 1] = found[i] end
end
if #names == 0 then return reply end
local records = redis.call('HMGET', KEYS[2], unpack(names))
for i, name in ipairs(names) do
  reply[3 * i - 2], reply[3 * i - 1], reply[3 * i] = name, found[2 * i], records[i] or ''
end
return reply

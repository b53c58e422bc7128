-- cancel.lua — end jobs that have not begun, where they wait.
-- Guarantee: a job that is no longer there is left alone. What says that it is over is written
-- before it is taken out.
-- KEYS[1] stats hash    KEYS[2..] what the entries name
-- ARGV[1] how far from the head of a list to look, 0: to its end
-- ARGV[2..] per job eight: place: ready, scheduled or retrying; its bytes there: the payload, in a
--   schedule queue ":" payload; its queue; its id ("": a client's that counts none); then four
--   indexes into KEYS, 0 for none: list or zset, unique key, outbox live set, outbox done set
-- returns how many were there
local FIELDS = 8
local gone = 0
local counts = {}
local function count(counter, by) counts[counter] = (counts[counter] or 0) + by end

for at = 2, #ARGV, FIELDS do
  local place, bytes, queue, id = unpack(ARGV, at, at + 3)
  local key, unique = KEYS[tonumber(ARGV[at + 4])], KEYS[tonumber(ARGV[at + 5])]
  local live, over = KEYS[tonumber(ARGV[at + 6])], KEYS[tonumber(ARGV[at + 7])]
  local is_ready = place == 'ready'
  local is_there
  if is_ready then
    is_there = redis.call('LPOS', key, bytes, 'MAXLEN', ARGV[1])
  else
    is_there = redis.call('ZSCORE', key, bytes)
  end
  if is_there then
    if over then redis.call('SADD', over, id) end
    if live then redis.call('SREM', live, id) end
    if unique and redis.call('GET', unique) == id then redis.call('DEL', unique) end
    if is_ready then
      redis.call('LREM', key, 1, bytes)
      if id == '' then count('foreign|' .. queue, 1) end
    else
      redis.call('ZREM', key, bytes)
      count('now|' .. place .. '|' .. queue, -1)
    end
    count('purged|' .. queue, 1)
    gone = gone + 1
  end
end
for counter, by in pairs(counts) do redis.call('HINCRBY', KEYS[1], counter, by) end
return gone

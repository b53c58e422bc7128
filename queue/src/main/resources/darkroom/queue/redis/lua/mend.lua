-- mend.lua — look whether entries are wrong, and put right those that are.
-- Guarantee: an entry that is right by now is left as it is. Nothing is deleted that a job is in.
-- KEYS[1] processes zset    KEYS[2] lost zset         KEYS[3] serving set     KEYS[4] standby hash
-- KEYS[5] queues set        KEYS[6] dead zset         KEYS[7] dead jobs hash
-- KEYS[8..] what the sorts of entries need, in any order
-- ARGV[1] sort of entry     ARGV[2] "1" to put right, "0" only to look
-- ARGV[3..] per entry three: its name, who has to hold it still ("": nobody is asked), index in
--   KEYS of what it needs (0: nothing)
--   reserved: id of a process that is not in the fleet and holds jobs; its reserved hash
--   process: id of a process that is not in the fleet; its process hash
--   serving, standby: id of a process that is not in the fleet
--   queue: name of a list that is not among the queues; that list
--   index: name in the dead set without a record; record: the reverse
--   unique: a unique key, held by a job that is nowhere; that unique key
--   live: id of a job that is nowhere; the live set that has it
--   indexed: name in the index of a group's dead jobs, which its record does not name; that index
--   unindexed: name of a dead job that the index of its group has not; that index
-- returns the names of the entries that were wrong
local WRONG = {}
local MEND = {}
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function is_away(id)
  return not redis.call('ZSCORE', KEYS[1], id) and not redis.call('ZSCORE', KEYS[2], id)
end

function WRONG.reserved(id, key) return is_away(id) and redis.call('HLEN', key) > 0 end
-- It is lost now, so that its jobs are reaped by the rules for every lost process.
function MEND.reserved(id) redis.call('ZADD', KEYS[2], now, id) end

function WRONG.process(id, key) return is_away(id) and redis.call('EXISTS', key) == 1 end
function MEND.process(_, key) redis.call('DEL', key) end

function WRONG.serving(id)
  return redis.call('SISMEMBER', KEYS[3], id) == 1 and not redis.call('ZSCORE', KEYS[1], id)
end
function MEND.serving(id) redis.call('SREM', KEYS[3], id) end

function WRONG.standby(id)
  return redis.call('HEXISTS', KEYS[4], id) == 1 and not redis.call('ZSCORE', KEYS[1], id)
end
function MEND.standby(id) redis.call('HDEL', KEYS[4], id) end

function WRONG.queue(name, key)
  return redis.call('TYPE', key).ok == 'list' and redis.call('SISMEMBER', KEYS[5], name) == 0
end
function MEND.queue(name) redis.call('SADD', KEYS[5], name) end

function WRONG.index(name)
  return redis.call('ZSCORE', KEYS[6], name) and redis.call('HEXISTS', KEYS[7], name) == 0
end
function MEND.index(name) redis.call('ZREM', KEYS[6], name) end

function WRONG.record(name)
  return redis.call('HEXISTS', KEYS[7], name) == 1 and not redis.call('ZSCORE', KEYS[6], name)
end
function MEND.record(name) redis.call('ZADD', KEYS[6], now, name) end

function WRONG.unique(_, key, holder) return redis.call('GET', key) == holder end
function MEND.unique(_, key) redis.call('DEL', key) end

function WRONG.live(id, key) return redis.call('SISMEMBER', key, id) == 1 end
function MEND.live(id, key) redis.call('SREM', key, id) end

local function is_of_group(name, group)
  local found = group_of(redis.call('HGET', KEYS[7], name))
  return found and found == group
end

function WRONG.indexed(name, key, group)
  return redis.call('ZSCORE', key, name) and not is_of_group(name, group)
end
function MEND.indexed(name, key) redis.call('ZREM', key, name) end

function WRONG.unindexed(name, key, group)
  return not redis.pcall('ZSCORE', key, name) and is_of_group(name, group)
end
function MEND.unindexed(name, key)
  redis.call('ZADD', key, redis.call('ZSCORE', KEYS[6], name) or now, name)
end

local found = {}
for i = 3, #ARGV, 3 do
  local name, holder, key = ARGV[i], ARGV[i + 1], KEYS[tonumber(ARGV[i + 2])]
  if WRONG[ARGV[1]](name, key, holder) then
    found[#found + 1] = name
    if ARGV[2] == '1' then MEND[ARGV[1]](name, key) end
  end
end
return found

-- failing.lua — count attempts that failed, by group. Stands in front of exchange.lua and reap.lua.
-- Guarantee: no error here keeps a job from being settled. What is kept of a group is bounded, and
-- so is the number of groups: the one not seen for longest goes first.
-- KEYS none of its own; a call that has groups has, one behind the other: failures zset (score:
--   last seen), fresh zset (first seen, or come back), rate zset (see below), resolved zset,
--   returned zset, muted zset
-- ARGV[at] number of groups; if there are any, then: index of the first of these keys, index of the
--   stats hash, what the key of a group's hash begins with, most groups kept, name of the process
--   per group twelve: its id, how many attempts, kind, type, message, frame; of the latest of them:
--   message, stack, build ("": not known), shard ("": none), job, attempt
local group_fields = 12
local group_head = 6

local function groups_end(at)
  local groups = tonumber(ARGV[at])
  return groups == 0 and at + 1 or at + group_head + groups * group_fields
end

-- Lines of a text, the newest first; one that begins with the same name makes way.
local function remembered(list, line, most)
  local name = string.match(line, '[^\t]*')
  if name == '' then return list or '' end
  local kept = {line}
  for other in string.gmatch(list or '', '[^\n]+') do
    if #kept < most and string.match(other, '[^\t]*') ~= name then kept[#kept + 1] = other end
  end
  return table.concat(kept, '\n')
end

-- What a group is listed by when the question is which fails most now: each failure weighs less by
-- 1/e every ten minutes. Of two sums of such weights one is the greater at all times, so that the
-- logarithm of the sum, as it would be at the epoch, is a score that need not change with time.
local RATE_MS = 600000
local function rate(before, count, now)
  local one = now / RATE_MS + math.log(count)
  before = tonumber(before)
  if not before then return one end
  local most, least = math.max(before, one), math.min(before, one)
  return most + math.log(1 + math.exp(least - most))
end

local function count_group(at, count, first, hash, process, now)
  local MINUTES, NAMES, SAMPLES = 120, 8, 5
  local id = ARGV[at]
  local minute = math.floor(now / 60000)
  local slot = 'm' .. minute % MINUTES
  local had = redis.pcall('HMGET', hash, 'total', 'state', slot, 'builds', 'hosts', 'shards',
    'samples')
  if had.err then return end
  local same, in_minute = string.match(had[3] or '', '(%d+) (%d+)')
  if tonumber(same) ~= minute then in_minute = 0 end
  local is_new, is_back = not had[1], had[2] == 'resolved'
  local seen = '\t' .. now
  local sample = {ARGV[at + 10], now, ARGV[at + 11], process, ARGV[at + 8]}
  local fields = {
    'total', (had[1] or 0) + count,
    'last', now,
    slot, minute .. ' ' .. (in_minute + count),
    'latest', ARGV[at + 6],
    'stack', ARGV[at + 7],
    'builds', remembered(had[4], ARGV[at + 8] .. seen, NAMES),
    'hosts', remembered(had[5], process .. seen, NAMES),
    'shards', remembered(had[6], ARGV[at + 9] .. seen, NAMES),
    'samples', remembered(had[7], table.concat(sample, '\t'), SAMPLES),
  }
  local function set(field, value)
    fields[#fields + 1] = field
    fields[#fields + 1] = value
  end
  if is_new then
    set('first', now)
    for i, field in ipairs({'kind', 'type', 'message', 'frame'}) do set(field, ARGV[at + 1 + i]) end
  end
  if is_back then
    set('state', 'returned')
    set('returned', now)
  end
  redis.pcall('HSET', hash, unpack(fields))
  redis.pcall('ZADD', KEYS[first], now, id)
  if is_new or is_back then redis.pcall('ZADD', KEYS[first + 1], now, id) end
  local weight = rate(redis.pcall('ZSCORE', KEYS[first + 2], id), count, now)
  redis.pcall('ZADD', KEYS[first + 2], weight, id)
  if is_back then
    redis.pcall('ZREM', KEYS[first + 3], id)
    redis.pcall('ZADD', KEYS[first + 4], now, id)
  end
end

-- `actual` has how many there really were, by group, where the caller found that out.
local function count_groups(at, now, actual)
  if ARGV[at] == '0' then return end
  local INDEXES, FORGET_MAX = 6, 2000
  local first, prefix, most = tonumber(ARGV[at + 1]), ARGV[at + 3], tonumber(ARGV[at + 4])
  for group = at + group_head, groups_end(at) - 1, group_fields do
    local id = ARGV[group]
    local count = actual and actual[id] or not actual and tonumber(ARGV[group + 1])
    if count then count_group(group, count, first, prefix .. id, ARGV[at + 5], now) end
  end
  local groups = redis.pcall('ZCARD', KEYS[first])
  local surplus = type(groups) == 'number' and groups - most or 0
  if surplus > 0 then
    local oldest = redis.pcall('ZRANGE', KEYS[first], 0, math.min(surplus, FORGET_MAX) - 1)
    for _, id in ipairs(oldest) do redis.pcall('DEL', prefix .. id) end
    for i = 0, INDEXES - 1 do redis.pcall('ZREM', KEYS[first + i], unpack(oldest)) end
    redis.pcall('HINCRBY', KEYS[tonumber(ARGV[at + 2])], 'groups-forgotten', #oldest)
  end
end

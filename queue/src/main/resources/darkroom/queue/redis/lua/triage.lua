-- triage.lua — put down what a person says of a group of failures, and who and when it was.
-- Guarantee: nothing is written of a group that is not there, or for a time that has passed.
-- KEYS[1] hash of the group    KEYS[2] resolved zset    KEYS[3] returned zset    KEYS[4] muted zset
-- ARGV[1] id of the group      ARGV[2] verb             ARGV[3] who
-- ARGV[4] value                ARGV[5] the value as the list of changes shows it, on one line
-- ARGV[6] most changes kept
--   verb mute: value is until when, epoch ms; unmute, resolve: no value;
--   assignee, note, runbook: a text, "" to take it back
-- returns 1 done, 0 there is no such group, -1 the time has passed
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if redis.call('HEXISTS', KEYS[1], 'total') == 0 then return 0 end
local id, verb, who, value = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
if verb == 'mute' and tonumber(value) <= now then return -1 end

local fields = {}
if verb == 'mute' then
  fields = {'muted', value}
  redis.call('ZADD', KEYS[4], value, id)
elseif verb == 'unmute' then
  fields = {'muted', '0'}
  redis.call('ZREM', KEYS[4], id)
elseif verb == 'resolve' then
  fields = {'state', 'resolved', 'resolved', now}
  redis.call('ZADD', KEYS[2], now, id)
  redis.call('ZREM', KEYS[3], id)
else
  fields = {verb, value}
end

local kept = {table.concat({now, who, verb, ARGV[5]}, '\t')}
for line in string.gmatch(redis.call('HGET', KEYS[1], 'changes') or '', '[^\n]+') do
  if #kept < tonumber(ARGV[6]) then kept[#kept + 1] = line end
end
redis.call('HSET', KEYS[1], 'changes', table.concat(kept, '\n'), unpack(fields))
return 1

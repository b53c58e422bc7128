-- stub.lua — whether the record of a dead job is a stub: its body is in the archive only. Stands in
-- front of the scripts that ask.
-- KEYS none of its own
-- ARGV none of its own
-- returns nothing of its own
local function is_stub(record)
  return string.sub(record, 1, 11) == '{"spilled":'
end

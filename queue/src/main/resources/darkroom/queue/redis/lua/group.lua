-- group.lua — which group of failures the record of a dead job is of. Stands in front of the
-- scripts that ask. It looks at the record, which is ours, not at the job in it: in there every
-- quote stands behind a stroke.
-- KEYS none of its own
-- ARGV none of its own
-- returns nothing of its own
local function group_of(record)
  return record and string.match(record, '"group":"(%w+)"')
end

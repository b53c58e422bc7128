-- group.lua — which group of failures a dead job's record is of. Stands in front of the scripts that
-- ask. Of the record, which is ours, not of the job in it: there every quote stands behind a stroke.
local function group_of(record)
  return record and string.match(record, '"group":"(%w+)"')
end

-- restore: adds a stretch of events as they are, all or none.
--
-- Steps: compare the log's end and the streams' ends with what the stretch was checked against; look the ids up; write.
--
-- KEYS[1]    head: hash of p, i, t (position, id and time of the last event) and m (the greatest id)
-- KEYS[2+]   what ARGV names by index: segments of the log, of streams, buckets of ids
--
-- ARGV[1]    the position that the stretch follows
-- ARGV[2]    the id of its last event
-- ARGV[3]    the time of its last event
-- ARGV[4]    how many segments of streams must have a certain number of events
-- ARGV[5+]   for each such segment "key events"; then for each event "log segment ids", its id, position, reference and text
--
-- RESULT     "W" written; "M" something has moved; or "D" and the id that is in the log already
--
-- CALLS      HGET LLEN HEXISTS RPUSH HSET

local call, match = redis.call, string.match
if (call('HGET', KEYS[1], 'p') or '0') ~= ARGV[1] then return 'M' end
local events = 5 + tonumber(ARGV[4])
for argument = 5, events - 1 do
  local key, length = match(ARGV[argument], '^(%d+) (%d+)$')
  if call('LLEN', KEYS[tonumber(key)]) ~= 2 * tonumber(length) then return 'M' end
end
for argument = events, #ARGV, 5 do
  local ids = match(ARGV[argument], '(%d+)$')
  if call('HEXISTS', KEYS[tonumber(ids)], ARGV[argument + 1]) == 1 then return 'D' .. ARGV[argument + 1] end
end

for argument = events, #ARGV, 5 do
  local log, segment, ids = match(ARGV[argument], '^(%d+) (%d+) (%d+)$')
  call('HSET', KEYS[tonumber(ids)], ARGV[argument + 1], ARGV[argument + 2])
  call('RPUSH', KEYS[tonumber(log)], ARGV[argument + 3])
  call('RPUSH', KEYS[tonumber(segment)], ARGV[argument + 2], ARGV[argument + 4])
end
-- Restored ids may be of any time: from now on every id is looked up.
call('HSET', KEYS[1], 'p', ARGV[#ARGV - 2], 'i', ARGV[2], 't', ARGV[3], 'm', '\255')
return 'W'

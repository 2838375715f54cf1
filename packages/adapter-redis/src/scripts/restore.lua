-- restore: adds a stretch of events as they are, all or none.
--
-- Steps: compare the log's end and the streams' ends with what the stretch was checked against; look the ids up; write.
--
-- KEYS[1]    head: hash of p, i, t (position, id and time of the last event)
-- KEYS[2+]   what the stretch names by index: segments of the log, of imported events, of streams, buckets of ids
--
-- ARGV[1]    the stretch as JSON, the interface StretchCall of restore.ts
-- ARGV[2+]   texts, which the stretch names by index
--
-- RESULT     "W" written; "M" something has moved; or "D" and the id that is in the log already
--
-- CALLS      HGET LLEN HEXISTS RPUSH ZADD HSET

local call, stretch = redis.call, cjson.decode(ARGV[1])
if tonumber(call('HGET', KEYS[1], 'p') or 0) ~= stretch.position then return 'M' end
for _, segment in ipairs(stretch.segments) do
  if call('LLEN', KEYS[segment.key]) ~= 2 * segment.events then return 'M' end
end
for _, event in ipairs(stretch.events) do
  if call('HEXISTS', KEYS[event.ids], event.id) == 1 then return 'D' .. event.id end
end

local position = stretch.position
for _, event in ipairs(stretch.events) do
  position = position + 1
  local place = string.format('%.0f', position)
  call('HSET', KEYS[event.ids], event.id, place)
  call('RPUSH', KEYS[event.log], event.reference)
  if event.imported then
    call('ZADD', KEYS[event.imported], string.format('%.0f', event.occurredAt), string.format('%016.0f', position))
  end
  call('RPUSH', KEYS[event.segment], place, ARGV[event.text])
end
call('HSET', KEYS[1], 'p', position, 'i', stretch.lastId, 't', stretch.recordedAt)
return 'W'

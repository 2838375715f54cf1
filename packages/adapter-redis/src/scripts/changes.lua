-- changes: reads the rows of the catalog that have changed since they were last read, in the order in which they changed.
--
-- KEYS[1]    head: hash of p, i (position and id of the last event) and w (how often documents were written)
-- KEYS[2]    marks: hash of a bucket of the catalog to the last w that changed it
-- KEYS[3]    the bucket of ids that the cursor's id belongs to
-- KEYS[4+]   of each bucket of the catalog its rows, then its changes
--
-- ARGV[1]    the position of the log's head when rows were last read
-- ARGV[2]    its id, empty where there was none
-- ARGV[3]    at most so many rows
-- ARGV[4]    the environment whose live versions are looked at
-- ARGV[5]    up to which w each bucket was read, joined by commas
--
-- RESULT     {position, id, w, done, answer, ...}: done is 1 where nothing is left; an answer is {bucket, w, stream, prompt, current, live};
--            or nil where the log no longer holds the cursor
--
-- CALLS      HMGET HGET HGETALL ZRANGEBYSCORE

local call = redis.call
if ARGV[2] ~= '' and tonumber(call('HGET', KEYS[3], ARGV[2])) ~= tonumber(ARGV[1]) then return nil end

local head = call('HMGET', KEYS[1], 'p', 'i', 'w')
local result = { head[1] or '0', head[2] or '', head[3] or '0', 1 }
local marks = {}
local pairsOfMarks = call('HGETALL', KEYS[2])
for index = 1, #pairsOfMarks, 2 do marks[pairsOfMarks[index]] = tonumber(pairsOfMarks[index + 1]) end

local left, bucket = tonumber(ARGV[3]), 0
for since in string.gmatch(ARGV[5], '%d+') do
  local mark = marks[tostring(bucket)]
  if mark and mark < tonumber(since) then return nil end
  if mark and mark > tonumber(since) then
    if left <= 0 then
      result[4] = 0
      break
    end
    local rows = KEYS[4 + 2 * bucket]
    local changed =
      call('ZRANGEBYSCORE', KEYS[5 + 2 * bucket], '(' .. since, '+inf', 'WITHSCORES', 'LIMIT', 0, left)
    for index = 1, #changed, 2 do
      local stream = changed[index]
      local row = call('HMGET', rows, stream, stream .. '\0v', stream .. '\0d' .. ARGV[4])
      result[#result + 1] = { bucket, changed[index + 1], stream, row[1], row[2], row[3] }
    end
    if #changed > 0 and tonumber(changed[#changed]) < mark then result[4] = 0 end
    left = left - #changed / 2
  end
  bucket = bucket + 1
end
return result

-- rows: reads the rows of the catalog that have changed since they were last read, as they all are at this moment.
--
-- KEYS[1]    head: hash of p, i (position and id of the last event) and w (how often documents were written)
-- KEYS[2]    changes: sorted set of the streams whose documents were written without an event, by w
-- KEYS[3]    the bucket of ids that the cursor's id belongs to
-- KEYS[4]    the log's segment that the first reference lies in
-- KEYS[5]    the segment after it
-- KEYS[6+]   the buckets of prompts
--
-- ARGV[1]    the position of the log's head when rows were last read
-- ARGV[2]    its id, empty where there was none
-- ARGV[3]    the position up to which references were read
-- ARGV[4]    the w up to which changes were read
-- ARGV[5]    at most so many references, and so many changes
-- ARGV[6]    the environment whose live versions are looked at
-- ARGV[7]    how many references a segment of the log has
-- ARGV[8]    how many changes are kept
--
-- RESULT     {position, id, read, w, done, stream, prompt, current, live, ...}: read is the position up to which references were read now, w
--            that up to which changes were; done is 1 where nothing is left. Or nil where all must be read again: the log no longer holds
--            the cursor, or more has changed than is kept
--
-- CALLS      HMGET HGET LRANGE ZRANGEBYSCORE ZRANGE ZCARD

local call, match = redis.call, string.match
if ARGV[2] ~= '' and tonumber(call('HGET', KEYS[3], ARGV[2])) ~= tonumber(ARGV[1]) then return nil end

local head = call('HMGET', KEYS[1], 'p', 'i', 'w')
local from, since, most = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local position, writes = tonumber(head[1]) or 0, tonumber(head[3]) or 0
if position < from or writes < since then return nil end

local perLog, done = tonumber(ARGV[7]), 1
local rows = {}
local function add(bucket, stream)
  if bucket ~= '-1' then rows[stream] = KEYS[6 + tonumber(bucket)] end
end

local upTo = math.min(position, from + most)
local first = math.floor(from / perLog)
local key = 4
while from < upTo and key <= 5 do
  local offset = (first + key - 4) * perLog
  local to = math.min(upTo, offset + perLog)
  local references = call('LRANGE', KEYS[key], from - offset, to - 1 - offset)
  for index = 1, #references do add(match(references[index], '^%d+ %d+ (%-?%d+) (.*)$')) end
  from, key = to, key + 1
end
if from < position then done = 0 end

if writes > since then
  local oldest = call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
  if oldest[2] and tonumber(oldest[2]) > since + 1 and call('ZCARD', KEYS[2]) >= tonumber(ARGV[8]) then return nil end
  local changed = call('ZRANGEBYSCORE', KEYS[2], '(' .. ARGV[4], '+inf', 'WITHSCORES', 'LIMIT', 0, most)
  for index = 1, #changed, 2 do add(match(changed[index], '^(%d+) (.*)$')) end
  since = writes
  if #changed == 2 * most then
    since, done = tonumber(changed[#changed]), 0
  end
end

local function text(number) return string.format('%.0f', number) end
local result = { text(position), head[2] or '', text(from), text(since), done }
for stream, bucket in pairs(rows) do
  local row = call('HMGET', bucket, stream, stream .. '\0v', stream .. '\0d' .. ARGV[6])
  local length = #result
  result[length + 1], result[length + 2], result[length + 3], result[length + 4] = stream, row[1], row[2], row[3]
end
return result

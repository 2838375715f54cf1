-- log: reads a page of the log's references, after a cursor that the log still holds.
--
-- KEYS[1]    head: hash of p, i (position and id of the last event)
-- KEYS[2]    the bucket of ids that the cursor's id belongs to
-- KEYS[3+]   the log's segments that the page lies in
--
-- ARGV[1]    the cursor's position
-- ARGV[2]    the cursor's id, empty where it is not checked
-- ARGV[3]    at most so many references
-- ARGV[4]    how many references a segment of the log has
-- ARGV[5]    the number of the first declared segment; it is KEYS[3]
--
-- RESULT     {position, id, reference, ...}, a reference being "version bytes bucket stream"; or nil where the log no longer holds the cursor
--
-- CALLS      HMGET HGET LRANGE

local call = redis.call
local after, id = tonumber(ARGV[1]), ARGV[2]
if id ~= '' and tonumber(call('HGET', KEYS[2], id)) ~= after then return nil end

local head = call('HMGET', KEYS[1], 'p', 'i')
local result = { head[1] or '0', head[2] or '' }
local perLog = tonumber(ARGV[4])
local position = after
local upTo = math.min(tonumber(result[1]), after + tonumber(ARGV[3]))
while position < upTo do
  local segment = math.floor(position / perLog)
  local key = KEYS[3 + segment - tonumber(ARGV[5])]
  if not key then break end
  local to = math.min(upTo, (segment + 1) * perLog)
  local references = call('LRANGE', key, position - segment * perLog, to - 1 - segment * perLog)
  for index = 1, #references do result[#result + 1] = references[index] end
  position = to
end
return result

-- load: reads what several callers ask for, all of one moment.
--
-- KEYS[1]    head: hash of p, i, t (position, id and time of the last event)
-- KEYS[2+]   what ARGV names by index
--
-- ARGV[1]    how many events a segment of a stream has
-- ARGV[2+]   requests, each a letter and what it takes:
--            S key segments after until   a stream: the index of its first declared segment, how many are declared, which versions
--            F key n field ...            fields of a hash
--            V key documents stream which the document of a version of a stream's prompt, current or latest: its bucket, and its hash of documents
--            A key                        all fields of a hash
--            K key                        the names of all fields of a hash
--            G key                        a string
--
-- RESULT     {position, id, time, answer, ...}, of each request: S {version, positions and texts of the events in turn, in one list or more}, or
--            {version} where more segments must be declared; F the values; V and G the text or nil; A names and values in turn; K the names
--
-- CALLS      HMGET LLEN LRANGE HGET HGETALL HKEYS GET

local call = redis.call
local head = call('HMGET', KEYS[1], 'p', 'i', 't')
local result = { head[1] or '0', head[2] or '', head[3] or '0' }
local perSegment = tonumber(ARGV[1])

local nextArgument = 2
local function take()
  nextArgument = nextArgument + 1
  return ARGV[nextArgument - 1]
end
local function takeNumber() return tonumber(take()) end

local function stream(key, segments, after, upTo)
  local version, last = 0, false
  for index = key, key + segments - 1 do
    local length = call('LLEN', KEYS[index]) / 2
    version = version + length
    if length < perSegment then
      last = true
      break
    end
  end
  if not last then return { version } end
  -- Given as they are: Lua hashes every byte of a text that it would make of them.
  local answer = { version, {} }
  upTo = math.min(upTo, version)
  if after < upTo then
    for segment = math.floor(after / perSegment), math.floor((upTo - 1) / perSegment) do
      local offset = segment * perSegment
      local from, to = math.max(after - offset, 0), math.min(upTo - offset, perSegment) - 1
      answer[#answer + 1] = call('LRANGE', KEYS[key + segment], 2 * from, 2 * to + 1)
    end
  end
  return answer
end

while nextArgument <= #ARGV do
  local what, key = take(), takeNumber()
  -- As Redis gives what is not there: a nil would leave no place in the result.
  local answer = false
  if what == 'S' then
    answer = stream(key, takeNumber(), takeNumber(), takeNumber())
  elseif what == 'F' then
    local fields = {}
    for index = 1, takeNumber() do fields[index] = take() end
    answer = call('HMGET', KEYS[key], unpack(fields))
  elseif what == 'V' then
    local documents = takeNumber()
    local prompt, which = call('HGET', KEYS[key], take()), take()
    answer = prompt
    if prompt then
      local current, latest = string.match(prompt, '^%d+%z[^%z]*%z(%d+)%z[^%z]*%z(%d+)')
      answer = call('HGET', KEYS[documents], 'v' .. (which == 'latest' and latest or current))
    end
  elseif what == 'A' then
    answer = call('HGETALL', KEYS[key])
  elseif what == 'K' then
    answer = call('HKEYS', KEYS[key])
  else
    answer = call('GET', KEYS[key])
  end
  result[#result + 1] = answer
end

return result

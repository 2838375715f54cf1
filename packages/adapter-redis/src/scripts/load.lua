-- load: reads what several callers ask for, all of one moment.
--
-- KEYS[1]    head: hash of p, i, t (position, id and time of the last event)
-- KEYS[2+]   what the questions name by index
--
-- ARGV[1]    JSON: perSegment, how many events a segment of a stream has; questions, each the type Question of reading.ts
--
-- RESULT     {position, id, time, time of the server, answer, ...}, of each question: stream {version, positions and texts of the events in turn, in one list or
--            more}, or {version} where more segments must be declared; range the positions and texts in turn; fields the values; version and string the text or nil; hash names
--            and values in turn; names the names
--
-- CALLS      TIME HMGET LLEN LRANGE HGET HGETALL HKEYS GET

local call = redis.call
local head = call('HMGET', KEYS[1], 'p', 'i', 't')
local now = call('TIME')
local result = { head[1] or '0', head[2] or '', head[3] or '0', now[1] * 1000 + math.floor(now[2] / 1000) }
local request = cjson.decode(ARGV[1])
local perSegment = request.perSegment

local read = {}

function read.stream(question)
  local version, isWhole = 0, false
  for _, index in ipairs(question.segments) do
    local length = call('LLEN', KEYS[index]) / 2
    version = version + length
    if length < perSegment then
      isWhole = true
      break
    end
  end
  if not isWhole then return { version } end
  -- Given as they are: Lua hashes every byte of a text that it would make of them.
  local answer = { version, {} }
  local after, upTo = question.after, math.min(question['until'], version)
  if after < upTo then
    for segment = math.floor(after / perSegment), math.floor((upTo - 1) / perSegment) do
      local offset = segment * perSegment
      local from, to = math.max(after - offset, 0), math.min(upTo - offset, perSegment) - 1
      answer[#answer + 1] = call('LRANGE', KEYS[question.segments[segment + 1]], 2 * from, 2 * to + 1)
    end
  end
  return answer
end

function read.version(question)
  local prompt = call('HGET', KEYS[question.prompts], question.stream)
  if not prompt then return false end
  local current, latest = string.match(prompt, '^%d+%z[^%z]*%z(%d+)%z[^%z]*%z(%d+)')
  return call('HGET', KEYS[question.documents], 'v' .. (question.which == 'latest' and latest or current))
end

function read.range(question) return call('LRANGE', KEYS[question.key], 2 * question.from, 2 * question.to + 1) end
function read.fields(question) return call('HMGET', KEYS[question.key], unpack(question.names)) end
function read.hash(question) return call('HGETALL', KEYS[question.key]) end
function read.names(question) return call('HKEYS', KEYS[question.key]) end
function read.string(question) return call('GET', KEYS[question.key]) end

for _, question in ipairs(request.questions) do result[#result + 1] = read[question.kind](question) end
return result

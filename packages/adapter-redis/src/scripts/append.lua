-- append: judges the appends of one tenant, one after the other, and writes those that win.
--
-- Steps, for each append: look its command id up; count its streams' events and compare them with what is expected; look its events'
-- ids up; see that every key it will write is declared. Only then write: events, references in the log, ids, documents, the command.
-- Redis has no rollback: nothing below the line "From here on it is written" may fail.
--
-- KEYS[1]    head: hash of p, i, t (position, id and time of the last event), m (the greatest id) and w (how often documents were written)
-- KEYS[2]    changes: sorted set of the streams whose documents were written without an event, by w
-- KEYS[3+]   the log's segments, and what ARGV names by index: commands, segments of streams, ids, documents, rows of the catalog, slugs
--
-- ARGV[1]    now, in milliseconds
-- ARGV[2]    how long commands are remembered, in milliseconds
-- ARGV[3]    how long commands are kept, in milliseconds
-- ARGV[4]    how many events a segment of a stream has
-- ARGV[5]    how many references a segment of the log has
-- ARGV[6]    the number of the log's first declared segment; it is KEYS[3]
-- ARGV[7]    how many segments of the log are declared
-- ARGV[8]    how many changes are kept
-- ARGV[9+]   appends, each: "command parts slugs"; with a command (else 0) its text; then its parts, each:
--            "expected key segments events bucket" (expected: -1 exists, -2 any; key: of the stream's first segment; bucket: of its row
--            in the catalog, -1 where no documents come along), the stream, for each event "ids" and its text; with documents "key rows
--            sets removes rows unrows currents prompt", then field and text of each set, field of each remove, suffix and text of each
--            row, suffix of each unrow, number and row of each version that may be current, and with a prompt (else 0) its current
--            number, "slug alive" (the key's index), the slug, its id, its text and its row; then for each further slug itself and its key
--
-- RESULT     {position, time, verdict, ...}; of each append: "W position versions" written; "R" and the stored command: repeated;
--            "C part actual" conflict; "D id" duplicate; "S part version" declare more segments; "L" the log has moved on; "A slug"
--            declare that slug too
--
-- CALLS      HMGET GET LLEN HEXISTS HGET RPUSH HSET SET HDEL DEL ZADD ZREMRANGEBYRANK

local call, match, find, sub, floor = redis.call, string.match, string.find, string.sub, math.floor
local function text(number) return string.format('%.0f', number) end

local head = call('HMGET', KEYS[1], 'p', 'i', 't', 'm', 'w')
local position, last, greatest = tonumber(head[1]) or 0, head[2] or '', head[4] or ''
local time = math.max(tonumber(head[3]) or 0, tonumber(ARGV[1]))
local writes = tonumber(head[5]) or 0
local at = text(time)
local prefix = at .. '\0'
local forgotten = time - tonumber(ARGV[2])
local perSegment, perLog = tonumber(ARGV[4]), tonumber(ARGV[5])
local firstLog, logs = tonumber(ARGV[6]), tonumber(ARGV[7])
local roomFrom, roomTo = firstLog * perLog, (firstLog + logs) * perLog

-- A ULID as three numbers that ascend as it does, whatever the server's locale; nil for other ids.
local function rank(id)
  if #id ~= 26 then return nil end
  local first, second, third = tonumber(sub(id, 1, 10), 36), tonumber(sub(id, 11, 20), 36), tonumber(sub(id, 21), 36)
  if third and second then return first, second, third end
end
local top1, top2, top3 = rank(greatest)
local function isAfter(id, a, b, c)
  local x, y, z = rank(id)
  if not x then return false end
  return not a or x > a or (x == a and (y > b or (y == b and z > c))), x, y, z
end

local versions, references = {}, {}
local verdicts, wrote, start, rewritten = {}, false, position, false

-- How many events a stream has; or how many at least, and false, where more segments must be declared.
local function versionOf(stream, key, segments)
  local known = versions[stream]
  if known then return known, true end
  local version = 0
  for index = key, key + segments - 1 do
    local length = call('LLEN', KEYS[index])
    version = version + length
    if length < perSegment then
      versions[stream] = version
      return version, true
    end
  end
  return version, false
end

local nextArgument = 9
local function take()
  nextArgument = nextArgument + 1
  return ARGV[nextArgument - 1]
end

-- Reads a part without looking at the database.
local function readPart()
  local expected, key, segments, events, bucket = match(take(), '^(%-?%d+) (%d+) (%d+) (%d+) (%-?%d+)$')
  local part = {
    expected = tonumber(expected), key = tonumber(key), segments = tonumber(segments), events = tonumber(events),
    bucket = bucket, stream = take(), first = nextArgument,
  }
  nextArgument = nextArgument + 2 * part.events
  if bucket ~= '-1' then
    local body, rows, sets, removes, rowSets, rowRemoves, currents, prompt =
      match(take(), '^(%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d)$')
    part.body, part.rows = KEYS[tonumber(body)], KEYS[tonumber(rows)]
    part.sets, part.removes, part.rowSets = tonumber(sets), tonumber(removes), tonumber(rowSets)
    part.rowRemoves, part.currents = tonumber(rowRemoves), tonumber(currents)
    part.documents = nextArgument
    nextArgument = nextArgument + 2 * (part.sets + part.rowSets + part.currents) + part.removes + part.rowRemoves
    if prompt == '1' then
      part.current = take()
      local slugKey, alive = match(take(), '^(%d+) (%d)$')
      part.slugKey, part.alive, part.slug, part.id = KEYS[tonumber(slugKey)], alive == '1', take(), take()
      part.prompt, part.row = take(), take()
    end
  end
  return part
end

-- What is wrong with an append, or nil.
local function judge(parts, command, slugs)
  if command then
    local done = call('GET', command)
    if done and tonumber(match(done, '^%d+')) >= forgotten then return 'R' .. done end
  end
  local count = 0
  for index = 1, #parts do
    local part = parts[index]
    local version, known = versionOf(part.stream, part.key, part.segments)
    if not known or version + part.events > part.segments * perSegment then
      return 'S' .. (index - 1) .. ' ' .. text(version)
    end
    local expected = part.expected
    if expected ~= version and expected ~= -2 and (expected ~= -1 or version == 0) then
      return 'C' .. (index - 1) .. ' ' .. text(version)
    end
    part.version = version
    count = count + part.events
  end
  -- Ids mostly ascend: one after the greatest there is is new.
  local a, b, c, seen = top1, top2, top3, nil
  for index = 1, #parts do
    local part = parts[index]
    for argument = part.first, part.first + 2 * part.events - 1, 2 do
      local event = ARGV[argument + 1]
      local id = sub(event, 1, find(event, '\0', 1, true) - 1)
      local isNew, x, y, z = isAfter(id, a, b, c)
      if isNew then
        a, b, c = x, y, z
      elseif (seen and seen[id]) or call('HEXISTS', KEYS[tonumber(ARGV[argument])], id) == 1 then
        return 'D' .. id
      end
      if count > 1 then
        seen = seen or {}
        seen[id] = true
      end
    end
  end
  if position < roomFrom or position + count > roomTo then return 'L' end
  for index = 1, #parts do
    local part = parts[index]
    if part.id then
      part.holder = call('GET', part.slugKey)
      if not part.alive or part.holder ~= part.id then
        part.document = call('HGET', part.body, 'p')
        local before = part.document and match(part.document, '^%d+%z%d+%z([^%z]*)')
        if before and before ~= part.slug then
          if not slugs[before] then return 'A' .. before end
          part.beforeKey = slugs[before]
        end
      end
    end
  end
  return nil
end

local function writeEvents(part)
  local version, stream, key, bucket = part.version, part.stream, part.key, part.bucket
  for argument = part.first, part.first + 2 * part.events - 1, 2 do
    local event = ARGV[argument + 1]
    last = sub(event, 1, find(event, '\0', 1, true) - 1)
    local isGreater, x, y, z = isAfter(last, top1, top2, top3)
    if isGreater then greatest, top1, top2, top3 = last, x, y, z end
    position = position + 1
    local place = text(position)
    local entry = place .. '\0' .. prefix .. event
    call('RPUSH', KEYS[key + floor(version / perSegment)], entry)
    call('HSET', KEYS[tonumber(ARGV[argument])], last, place)
    version = version + 1
    references[#references + 1] = text(version) .. ' ' .. #entry .. ' ' .. bucket .. ' ' .. stream
  end
  versions[stream] = version
  return version
end

local function moveSlug(part)
  local id = part.id
  if part.alive and part.holder == id then return end
  local key = part.beforeKey or (not part.alive and part.slugKey)
  if key and call('GET', key) == id then call('DEL', key) end
  if part.alive then call('SET', part.slugKey, id) end
end

-- Redis' Lua takes fewer than 8,000 arguments in a call.
local function setAll(key, list)
  for from = 1, #list, 1000 do call('HSET', key, unpack(list, from, math.min(from + 999, #list))) end
end

local function writeDocuments(part)
  local argument, body, rows, stream = part.documents, part.body, part.rows, part.stream
  writes = writes + 1
  local w = text(writes) .. '\0'
  local set, row, given, removed = {}, {}, {}, {}
  for _ = 1, part.sets do
    set[#set + 1] = ARGV[argument]
    set[#set + 1] = prefix .. ARGV[argument + 1]
    argument = argument + 2
  end
  for _ = 1, part.removes do
    removed[ARGV[argument]] = true
    call('HDEL', body, ARGV[argument])
    argument = argument + 1
  end
  for _ = 1, part.rowSets do
    row[#row + 1] = stream .. ARGV[argument]
    row[#row + 1] = prefix .. ARGV[argument + 1]
    argument = argument + 2
  end
  for _ = 1, part.rowRemoves do
    call('HDEL', rows, stream .. ARGV[argument])
    argument = argument + 1
  end
  for _ = 1, part.currents do
    given[ARGV[argument]] = ARGV[argument + 1]
    argument = argument + 2
  end
  -- The row of the current version: the one that came along, or the version's own document where another one has become current.
  local current, before, document = part.current, nil, part.document
  if not (current and given[current]) and not removed['p'] then
    if document == nil then document = call('HGET', body, 'p') end
    before = document and match(document, '^%d+%z(%d+)') or nil
  end
  if part.id then
    moveSlug(part)
    set[#set + 1] = 'p'
    set[#set + 1] = w .. current .. '\0' .. part.slug .. '\0' .. prefix .. part.prompt
    row[#row + 1] = stream
    row[#row + 1] = w .. prefix .. part.row
  elseif before then
    -- The prompt's document stays, but for the number of the write.
    current = before
    set[#set + 1] = 'p'
    set[#set + 1] = w .. sub(document, find(document, '\0', 1, true) + 1)
    local known = call('HGET', rows, stream)
    if known then
      row[#row + 1] = stream
      row[#row + 1] = w .. sub(known, find(known, '\0', 1, true) + 1)
    end
  end
  setAll(body, set)
  if current and given[current] then
    row[#row + 1] = stream .. '\0v'
    row[#row + 1] = prefix .. given[current]
  elseif current and (current ~= (before or '0') or removed['v' .. current]) then
    local version = call('HGET', body, 'v' .. current)
    if version then
      row[#row + 1] = stream .. '\0v'
      row[#row + 1] = version
    else
      call('HDEL', rows, stream .. '\0v')
    end
  end
  setAll(rows, row)
  if part.events == 0 then
    call('ZADD', KEYS[2], text(writes), part.bucket .. ' ' .. stream)
    rewritten = true
  end
end

while nextArgument <= #ARGV do
  local commandKey, count, slugCount = match(take(), '^(%d+) (%d+) (%d+)$')
  local command, record = nil, nil
  if commandKey ~= '0' then
    command, record = KEYS[tonumber(commandKey)], take()
  end
  local parts, slugs = {}, {}
  for index = 1, tonumber(count) do
    local part = readPart()
    parts[index] = part
    if part.id then slugs[part.slug] = part.slugKey end
  end
  for _ = 1, tonumber(slugCount) do
    local slug = take()
    slugs[slug] = KEYS[tonumber(take())]
  end
  local verdict = judge(parts, command, slugs)
  if not verdict then
    -- From here on it is written.
    wrote = true
    local reached = {}
    for index = 1, #parts do
      local part = parts[index]
      reached[index] = text(writeEvents(part))
      if part.documents then writeDocuments(part) end
    end
    local numbers = table.concat(reached, ',')
    local place = text(position)
    if command then call('SET', command, prefix .. place .. '\0' .. numbers .. '\0' .. record, 'PX', ARGV[3]) end
    verdict = 'W' .. place .. ' ' .. numbers
  end
  verdicts[#verdicts + 1] = verdict
end

if wrote then
  call('HSET', KEYS[1], 'p', text(position), 'i', last, 't', at, 'm', greatest, 'w', text(writes))
  local written, total = 0, #references
  while written < total do
    local segment = floor((start + written) / perLog)
    local upTo = math.min(total, written + 1000, (segment + 1) * perLog - start)
    call('RPUSH', KEYS[3 + segment - firstLog], unpack(references, written + 1, upTo))
    written = upTo
  end
  if rewritten then call('ZREMRANGEBYRANK', KEYS[2], 0, -1 - tonumber(ARGV[8])) end
end

return { text(position), at, unpack(verdicts) }

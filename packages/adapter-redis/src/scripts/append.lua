-- append: judges the appends of one tenant, one after the other, and writes those that win.
--
-- Steps: read the commands and the holders of slugs of the whole call. For each append: see whether its command was done; count its
-- streams' events and compare them with what is expected; look its events' ids up; see that every key it will write is declared. Only
-- then write: events, ids, documents, the command. In the end: references in the log, rows of the catalog, the head.
-- Redis has no rollback: nothing below the line "From here on it is written" may fail.
--
-- KEYS[1]    head: hash of p, i, t (position, id and time of the last event), m (the greatest id) and w (how often documents were written
--            without an event)
-- KEYS[2]    changes: sorted set of the streams whose documents were written without an event, by w
-- KEYS[3+]   segments of the log, then commands, then holders of slugs, then others: segments of streams, ids, documents, rows
--
-- ARGV[1]    a JSON array of integers: the time, how long commands are remembered and how long they are kept (in milliseconds), events in
--            a segment of a stream, references in a segment of the log, the number of the first declared segment of the log, how many
--            of them, of commands and of slugs are declared, how many changes are kept, how many appends; then for each append: its
--            command (0 for none), how many parts and how many further slugs; for each part: what is expected (-1 exists, -2 any), the
--            stream's first segment, how many are declared, its events, the bucket of its row (-1 without documents), whether the id of
--            its last event is given; for each event its bucket of ids; with documents: their hash, the rows' hash, and how many sets, removes, rows, unrows and currents there
--            are; whether there is a prompt, and then its current version, its slug, and whether it is alive; for each further slug its
--            index. Indexes count within commands, slugs and others.
-- ARGV[2+]   texts, in the same order, all but the first and names beginning with the time: of a command what is stored; of a part its stream, and the id of its last event; its events; its documents: field and text of
--            each set, field of each remove, suffix and text of each row, suffix of each unrow, number and row of each version that may
--            be current, and slug, id, text and row of the prompt; each further slug
--
-- RESULT     {position, time, verdict, ...}; of each append the position and each part's version where it was written, else a text: "R" and
--            the stored command: repeated; "C part actual" conflict; "D id" duplicate; "S part version" declare more segments; "L" the
--            log has moved on; "A slug" declare that slug too
--
-- CALLS      HMGET MGET LLEN LINDEX HEXISTS HGET RPUSH HSET SET HDEL DEL ZADD ZREMRANGEBYRANK

local call, match, find, sub, format = redis.call, string.match, string.find, string.sub, string.format
local floor = math.floor
local numbers, texts = cjson.decode(ARGV[1]), ARGV
local now, remembered, kept, perSegment, perLog, firstLog, logs, commandCount, slugCount, mostChanges, appends =
  unpack(numbers, 1, 11)
local n, t = 12, 2
local commandsFrom = 2 + logs
local slugsFrom = commandsFrom + commandCount
local othersFrom = slugsFrom + slugCount

local head = call('HMGET', KEYS[1], 'p', 'i', 't', 'm', 'w')
local position, last, greatest = tonumber(head[1]) or 0, head[2] or '', head[4] or ''
local time = math.max(tonumber(head[3]) or 0, now)
local writes = tonumber(head[5]) or 0
-- Other numbers are small enough for Lua's own notation.
local at = format('%.0f', time)
local prefix = at .. '\0'
local forgotten = time - remembered
local roomFrom, roomTo = firstLog * perLog, (firstLog + logs) * perLog

local function readAll(from, count)
  local found = {}
  for first = 1, count, 1000 do
    local values = call('MGET', unpack(KEYS, from + first, from + math.min(first + 999, count)))
    for index = 1, #values do found[first + index - 1] = values[index] end
  end
  return found
end
local stored, holders, slugs = readAll(commandsFrom, commandCount), readAll(slugsFrom, slugCount), {}

-- Texts come with the caller's time before them; where the log's time is later, that stands instead.
local function timed(text)
  if time == now then return text end
  local from = find(text, '\0', 1, true)
  return at .. sub(text, from)
end

-- Ids mostly ascend: one after the greatest there is is new. Only where strings are compared by their bytes, which the server's locale says.
local isBytewise = 'B' < 'a' and 'a' < 'b'
if not isBytewise then greatest = '\255' end

local versions, lastIds, references, rows, isRewritten = {}, {}, {}, {}, false
local result, wrote, start = { position, at }, false, position

-- How many events a stream has; or how many at least, and false, where more segments must be declared.
local function versionOf(stream, key, segments)
  local known = versions[stream]
  if known then return known, true end
  local version = 0
  for index = key, key + segments - 1 do
    -- Two entries for each event: its position and its text.
    local length = call('LLEN', KEYS[index]) / 2
    version = version + length
    if length < perSegment then
      versions[stream] = version
      return version, true
    end
  end
  return version, false
end

-- The id of an event's text: it stands behind its time.
local function idOf(text)
  local from = find(text, '\0', 1, true) + 1
  return sub(text, from, find(text, '\0', from, true) - 1)
end

-- The id of a stream's last event.
local function lastIdOf(part, version)
  local known = lastIds[part.stream]
  if known or version == 0 then return known end
  return idOf(call('LINDEX', KEYS[part.key + floor((version - 1) / perSegment)], -1))
end

-- Reads a part without looking at the database. Its table is made at once: one that grows is made several times.
local function readPart()
  local events, bucket, withLast = numbers[n + 3], numbers[n + 4], numbers[n + 5]
  local part = {
    expected = numbers[n], key = othersFrom + numbers[n + 1], segments = numbers[n + 2], events = events, bucket = bucket,
    stream = texts[t], last = withLast == 1 and texts[t + 1], ids = n + 6, texts = t + 1 + withLast, version = 0,
    body = false, rows = false, counts = false, documents = false, current = false, slugIndex = false, alive = false,
    slug = false, id = false, prompt = false, row = false, document = false, beforeIndex = false,
  }
  n = n + 6 + events
  t = t + 1 + withLast + events
  if bucket >= 0 then
    part.body, part.rows = KEYS[othersFrom + numbers[n]], KEYS[othersFrom + numbers[n + 1]]
    part.counts, part.documents = n + 2, t
    t = t + 2 * (numbers[n + 2] + numbers[n + 4] + numbers[n + 6]) + numbers[n + 3] + numbers[n + 5]
    n = n + 8
    if numbers[n - 1] == 1 then
      part.current, part.slugIndex, part.alive = numbers[n], numbers[n + 1], numbers[n + 2] == 1
      part.slug, part.id, part.prompt, part.row = texts[t], texts[t + 1], texts[t + 2], texts[t + 3]
      slugs[part.slug] = part.slugIndex
      n, t = n + 3, t + 4
    end
  end
  return part
end

-- What is wrong with an append, or nil.
local function judge(parts, command)
  local done = stored[command]
  if done and tonumber(match(done, '^%d+')) >= forgotten then return 'R' .. done end
  local count = 0
  for index = 1, #parts do
    local part = parts[index]
    local version, known = versionOf(part.stream, part.key, part.segments)
    if not known or version + part.events > part.segments * perSegment then return 'S' .. (index - 1) .. ' ' .. version end
    local expected = part.expected
    local isMet = expected == version or expected == -2 or (expected == -1 and version > 0)
    if not isMet or (part.last and part.last ~= lastIdOf(part, version)) then
      return 'C' .. (index - 1) .. ' ' .. version
    end
    part.version = version
    count = count + part.events
  end
  local top, seen = greatest, nil
  for index = 1, #parts do
    local part = parts[index]
    for event = 0, part.events - 1 do
      local id = idOf(texts[part.texts + event])
      if id > top then
        top = id
      elseif (seen and seen[id]) or call('HEXISTS', KEYS[othersFrom + numbers[part.ids + event]], id) == 1 then
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
    if part.id and not (part.alive and holders[part.slugIndex] == part.id) then
      part.document = call('HGET', part.body, 'p')
      local before = part.document and match(part.document, '^%d+%z[^%z]*%z%d+%z([^%z]*)')
      if before and before ~= part.slug then
        if not slugs[before] then return 'A' .. before end
        part.beforeIndex = slugs[before]
      end
    end
  end
  return nil
end

local function writeEvents(part)
  local version, stream, key, bucket = part.version, part.stream, part.key, part.bucket
  for event = 0, part.events - 1 do
    local text = timed(texts[part.texts + event])
    last = idOf(text)
    if last > greatest then greatest = last end
    position = position + 1
    local place = format('%d', position)
    call('RPUSH', KEYS[key + floor(version / perSegment)], place, text)
    call('HSET', KEYS[othersFrom + numbers[part.ids + event]], last, place)
    version = version + 1
    references[#references + 1] = format('%d %d %d %s', version, #text, bucket, stream)
  end
  versions[stream] = version
  if part.events > 0 then lastIds[stream] = last end
  return version
end

local function moveSlug(part)
  local id, index = part.id, part.slugIndex
  if part.alive and holders[index] == id then return end
  local before = part.beforeIndex or (not part.alive and index)
  if before and holders[before] == id then
    call('DEL', KEYS[slugsFrom + before])
    holders[before] = false
  end
  if part.alive then
    call('SET', KEYS[slugsFrom + index], id)
    holders[index] = id
  end
end

-- Redis' Lua takes fewer than 8,000 arguments in a call.
local function setAll(key, list)
  for from = 1, #list, 1000 do call('HSET', key, unpack(list, from, math.min(from + 999, #list))) end
end

-- The rows of a bucket are written together, in the end.
local function setRow(part, suffix, text)
  local list = rows[part.rows]
  if not list then
    list = {}
    rows[part.rows] = list
  end
  list[#list + 1] = suffix == '' and part.stream or part.stream .. suffix
  list[#list + 1] = text
end

local function writeRows()
  for key, list in pairs(rows) do setAll(key, list) end
  rows = {}
end

local function removeRow(part, suffix)
  writeRows()
  call('HDEL', part.rows, part.stream .. suffix)
end

-- A prompt's text, or its row, that changes without an event: its stamp, else the stream's version, tells it from the one before.
local function stamped(text)
  local head, tail = match(text, '^(%d+%z[^%z]*)(.*)$')
  return head .. '.' .. writes .. tail
end

local function writeDocuments(part)
  local counts, argument, body = part.counts, part.documents, part.body
  local set, removed, currents, given = {}, nil, nil, nil
  for _ = 1, numbers[counts] do
    set[#set + 1] = texts[argument]
    set[#set + 1] = timed(texts[argument + 1])
    argument = argument + 2
  end
  for _ = 1, numbers[counts + 1] do
    removed = removed or {}
    removed[texts[argument]] = true
    call('HDEL', body, texts[argument])
    argument = argument + 1
  end
  for _ = 1, numbers[counts + 2] do
    setRow(part, texts[argument], timed(texts[argument + 1]))
    argument = argument + 2
  end
  for _ = 1, numbers[counts + 3] do
    removeRow(part, texts[argument])
    argument = argument + 1
  end
  for _ = 1, numbers[counts + 4] do
    currents = currents or {}
    currents[tonumber(texts[argument])] = texts[argument + 1]
    argument = argument + 2
  end
  -- The row of the current version: the one that came along, or the version's own document where another one has become current.
  local current, before, document = part.current, nil, part.document
  given = currents and current and currents[current]
  if not given and not (removed and removed['p']) then
    if not document then document = call('HGET', body, 'p') end
    before = document and tonumber(match(document, '^%d+%z[^%z]*%z(%d+)')) or nil
  end
  local isStamped = part.events == 0 or not part.id
  if isStamped then writes = writes + 1 end
  if part.id then
    moveSlug(part)
    local prompt, row = timed(part.prompt), timed(part.row)
    set[#set + 1] = 'p'
    set[#set + 1] = isStamped and stamped(prompt) or prompt
    setRow(part, '', isStamped and stamped(row) or row)
  elseif before then
    current = before
    given = currents and currents[current]
    set[#set + 1] = 'p'
    set[#set + 1] = stamped(document)
    writeRows()
    local row = call('HGET', part.rows, part.stream)
    if row then setRow(part, '', stamped(row)) end
  end
  setAll(body, set)
  if given then
    setRow(part, '\0v', timed(given))
  elseif current and (current ~= (before or 0) or (removed and removed['v' .. current])) then
    local version = call('HGET', body, 'v' .. current)
    if version then setRow(part, '\0v', version) else removeRow(part, '\0v') end
  end
  if part.events == 0 then
    call('ZADD', KEYS[2], writes, part.bucket .. ' ' .. part.stream)
    isRewritten = true
  end
end

for _ = 1, appends do
  local command, partCount, furtherSlugs = numbers[n], numbers[n + 1], numbers[n + 2]
  n = n + 3
  local record
  if command > 0 then
    record = texts[t]
    t = t + 1
  end
  local parts = {}
  for index = 1, partCount do parts[index] = readPart() end
  for index = 0, furtherSlugs - 1 do slugs[texts[t + index]] = numbers[n + index] end
  n, t = n + furtherSlugs, t + furtherSlugs
  local verdict = judge(parts, command)
  if verdict then
    result[#result + 1] = verdict
  else
    -- From here on it is written.
    wrote = true
    local place = #result + 1
    result[place] = 0
    for index = 1, partCount do
      local part = parts[index]
      result[place + index] = writeEvents(part)
      if part.counts then writeDocuments(part) end
    end
    result[place] = position
    if record then
      local done = prefix .. position .. '\0' .. table.concat(result, ',', place + 1, place + partCount) .. '\0' .. record
      call('SET', KEYS[commandsFrom + command], done, 'PX', kept)
      stored[command] = done
    end
  end
end

if wrote then
  call('HSET', KEYS[1], 'p', position, 'i', last, 't', at, 'm', greatest, 'w', writes)
  local written, total = 0, #references
  while written < total do
    local segment = floor((start + written) / perLog)
    local upTo = math.min(total, written + 1000, (segment + 1) * perLog - start)
    call('RPUSH', KEYS[3 + segment - firstLog], unpack(references, written + 1, upTo))
    written = upTo
  end
  writeRows()
  if isRewritten then call('ZREMRANGEBYRANK', KEYS[2], 0, -1 - mostChanges) end
end

result[1] = position
return result

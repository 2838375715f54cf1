-- append: judges the appends of one tenant, one after the other, and writes those that win.
--
-- Steps: read the commands and the holders of slugs of the whole call. For each append: see whether its command was done; count its
-- streams' events and compare them with what is expected; look its events' ids up; see that every key it will write is declared. Only
-- then write: events at once; ids, documents and the command are gathered, for many are written in one call at a third of the cost.
-- In the end: what was gathered, references in the log, the head.
-- Redis has no rollback: nothing below the line "From here on it is written" may fail.
--
-- KEYS[1]    head: hash of p, i, t (position, id and time of the last event), m (the greatest id) and w (how often documents were written
--            without an event)
-- KEYS[2]    changes: sorted set of the streams whose documents were written without an event, by w
-- KEYS[3+]   segments of the log, then buckets of commands, then holders of slugs, then others: segments of streams, ids, buckets of
--            prompts, documents
--
-- ARGV[1]    a MessagePack array of integers: the time, how long commands are remembered and how long they are kept (in milliseconds), events in
--            a segment of a stream, references in a segment of the log, the number of the first declared segment of the log, how many
--            of them, of buckets of commands and of slugs are declared, how many changes are kept, how many appends; for each bucket how
--            many commands; then for each append: how many integers and how many texts it has, its command (0 for none), how many parts;
--            for each part: how many integers and texts, what is expected (-1 exists, -2 any), the stream's first segment, how many are
--            declared, its events, whether the id of its last event is given, the number of its bucket of prompts (-1 without documents); for each
--            event its bucket of ids; with documents: the bucket of prompts, whether the prompt is given, and then its current version, its slug
--            and whether it is alive; the other documents (0 for none), and then how many sets, removes, rows, unrows and currents there are.
--            Commands and keys are indexes within their sort.
-- ARGV[2+]   texts, in the same order, all but the first and names beginning with the time: ids of commands; of an append what is stored of
--            its command; of a part its stream, and the id of its last event; of each event its id and its text; the prompt;
--            field and text of each set, field of each remove, suffix and text of each row, suffix of each unrow, number and row of each
--            version that may be current
--
-- RESULT     {position, time, verdict, ...}; of each append the position and each part's version where it was written, else a text: "R" and
--            the stored command: repeated; "C part actual" conflict; "D id" duplicate; "S part version" declare more segments; "L" the
--            log has moved on; "A slug" declare that slug too
--
-- CALLS      HMGET MGET LLEN LINDEX HEXISTS HGET RPUSH HSET MSET HDEL DEL PEXPIRE ZADD ZREMRANGEBYRANK

local call, match, find, sub, format = redis.call, string.match, string.find, string.sub, string.format
local floor, min = math.floor, math.min
local KEYS, texts, numbers = KEYS, ARGV, cmsgpack.unpack(ARGV[1])
local now, remembered, kept, perSegment, perLog, firstLog, logs, bucketCount, slugCount, mostChanges, appends =
  unpack(numbers, 1, 11)
local n, t = 12, 2
local slugsFrom = 2 + logs + bucketCount
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

-- Redis' Lua takes fewer than 8,000 arguments in a call.
local MOST = 1000

-- The commands of the call, as they are stored, with their ids and their buckets.
local stored, ids, buckets = {}, {}, {}
for bucket = 1, bucketCount do
  local key, upTo = KEYS[2 + logs + bucket], t + numbers[n]
  for from = t, upTo - 1, MOST do
    local values = call('HMGET', key, unpack(texts, from, min(from + MOST, upTo) - 1))
    for index = 1, #values do
      local place = #stored + 1
      stored[place], ids[place], buckets[place] = values[index], texts[from + index - 1], key
    end
  end
  n, t = n + 1, upTo
end

local holders = {}
for from = 1, slugCount, MOST do
  local values = call('MGET', unpack(KEYS, slugsFrom + from, slugsFrom + min(from + MOST - 1, slugCount)))
  for index = 1, #values do holders[from + index - 1] = values[index] end
end

-- The index of a slug's key, or nil where it is not declared.
local slugs
local function indexOfSlug(slug)
  if not slugs then
    slugs = {}
    for index = 1, slugCount do slugs[match(KEYS[slugsFrom + index], '}:slug:(.*)$')] = index end
  end
  return slugs[slug]
end

-- Texts come with the caller's time before them; where the log's time is later, that stands instead.
local function timed(text)
  if time == now then return text end
  return at .. sub(text, (find(text, '\0', 1, true)))
end

-- Ids mostly ascend: one after the greatest there is is new. Only where strings are compared by their bytes, which the server's locale says.
local isBytewise = 'B' < 'a' and 'a' < 'b'
if not isBytewise then greatest = '\255' end

local NONE = {}
-- The ids of the events that this call writes.
local taken = {}
local versions, references, isRewritten = {}, {}, false
local result, start, place = { position, at }, position, format('%d', position)

-- Strings, and fields of hashes, that are yet to be written: whoever reads one of them writes them first.
local strings, fields = {}, {}
local function setString(key, text)
  local length = #strings
  strings[length + 1], strings[length + 2] = key, text
end
local function setField(key, field, text)
  local list = fields[key]
  if list then
    local length = #list
    list[length + 1], list[length + 2] = field, text
  else
    fields[key] = { field, text }
  end
end
local function flush()
  for from = 1, #strings, MOST do call('MSET', unpack(strings, from, min(from + MOST - 1, #strings))) end
  for key, list in pairs(fields) do
    for from = 1, #list, MOST do call('HSET', key, unpack(list, from, min(from + MOST - 1, #list))) end
  end
  strings, fields = {}, {}
end

-- How many events a stream has; or how many at least, and false, where more segments must be declared.
local function versionOf(stream, first, segments)
  local known = versions[stream]
  if known then return known, true end
  local version = 0
  for index = first, first + segments - 1 do
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

-- An integer's digits. Lua writes every number as if it had a fraction, and many come again: versions, sizes, buckets.
local digits = {}
local function digitsOf(integer)
  local known = digits[integer]
  if not known then
    known = format('%d', integer)
    digits[integer] = known
  end
  return known
end

-- The id of a stream's last event: it stands behind the time of its text.
local function lastIdOf(first, version)
  return match(call('LINDEX', KEYS[first + floor((version - 1) / perSegment)], -1), '^%d+%z([^%z]*)')
end

-- The slug that a prompt's text says it has.
local function slugOf(text) return text and match(text, '^%d+%z[^%z]*%z%d+%z([^%z]*)') end

-- What is wrong with the append whose integers begin at n and whose texts begin at t, or nil.
local function judge(n, t)
  local command, parts = numbers[n + 2], numbers[n + 3]
  local done = stored[command]
  if done and tonumber(match(done, '^%d+')) >= forgotten then return 'R' .. done end
  n = n + 4
  if command > 0 then t = t + 1 end
  local count, top, seen, duplicate, undeclared = 0, greatest, nil, nil, nil
  for part = 0, parts - 1 do
    local stream, expected, first, segments = texts[t], numbers[n + 2], othersFrom + numbers[n + 3], numbers[n + 4]
    local events, withLast, bucket = numbers[n + 5], numbers[n + 6], numbers[n + 7]
    local version, isKnown = versionOf(stream, first, segments)
    if not isKnown or version + events > segments * perSegment then return 'S' .. part .. ' ' .. version end
    local isMet = expected == version or expected == -2 or (expected == -1 and version > 0)
    if not isMet or (withLast == 1 and texts[t + 1] ~= lastIdOf(first, version)) then
      return 'C' .. part .. ' ' .. version
    end
    for event = 0, events - 1 do
      local id = texts[t + 1 + withLast + 2 * event]
      if id > top then
        top = id
      elseif (seen and seen[id]) or taken[id] or call('HEXISTS', KEYS[othersFrom + numbers[n + 8 + event]], id) == 1 then
        duplicate = duplicate or id
      end
      if events > 1 or parts > 1 then
        seen = seen or {}
        seen[id] = true
      end
    end
    count = count + events
    -- A prompt that takes another slug, or gives its own up, leaves one; a new one has none to leave.
    local document = n + 8 + events
    if bucket >= 0 and numbers[document + 1] == 1 and (version > 0 or events == 0) then
      local slug = numbers[document + 3]
      if numbers[document + 4] == 0 or holders[slug] ~= sub(stream, 8) then
        flush()
        local before = slugOf(call('HGET', KEYS[othersFrom + numbers[document]], stream))
        if before and not indexOfSlug(before) then undeclared = before end
      end
    end
    n, t = n + numbers[n], t + numbers[n + 1]
  end
  if duplicate then return 'D' .. duplicate end
  if position < roomFrom or position + count > roomTo then return 'L' end
  if undeclared then return 'A' .. undeclared end
  return nil
end

local function writeEvents(n, t, stream, version)
  local first, events, bucket = othersFrom + numbers[n + 3], numbers[n + 5], numbers[n + 7]
  for event = 0, events - 1 do
    local id, stored = texts[t + 2 * event], timed(texts[t + 2 * event + 1])
    last = id
    if id > greatest then greatest = id end
    position = position + 1
    place = format('%d', position)
    call('RPUSH', KEYS[first + floor(version / perSegment)], place, stored)
    setField(KEYS[othersFrom + numbers[n + 8 + event]], id, place)
    taken[id] = true
    version = version + 1
    references[#references + 1] = digitsOf(version) .. ' ' .. digitsOf(#stored) .. ' ' .. digitsOf(bucket) .. ' ' .. stream
  end
  versions[stream] = version
  return version
end

-- Whoever holds a slug is one string: the prompt's id. A new prompt has left none.
local function moveSlug(prompts, stream, slug, isAlive, isNew)
  local id = sub(stream, 8)
  if isAlive and holders[slug] == id then return end
  local before = not isAlive and slug
  if not isNew then
    flush()
    local document = call('HGET', prompts, stream)
    local index = document and indexOfSlug(slugOf(document))
    if index and index ~= slug then before = index end
  end
  if before and holders[before] == id then
    flush()
    call('DEL', KEYS[slugsFrom + before])
    holders[before] = false
  end
  if isAlive then
    setString(KEYS[slugsFrom + slug], id)
    holders[slug] = id
  end
end

local function removeField(key, field)
  flush()
  call('HDEL', key, field)
end

-- A prompt's text that changes without an event: its stamp, else the stream's version, tells it from the one before.
local function stamped(text)
  local head, tail = match(text, '^(%d+%z[^%z]*)(.*)$')
  return head .. '.' .. writes .. tail
end

local function writeDocuments(n, t, stream, bucket, version, events)
  local prompts, isGiven = KEYS[othersFrom + numbers[n]], numbers[n + 1] == 1
  local isStamped = events == 0 or not isGiven
  if isStamped then writes = writes + 1 end
  local current, prompt, slug, isAlive
  n = n + 2
  if isGiven then
    current, slug, isAlive, prompt = numbers[n], numbers[n + 1], numbers[n + 2] == 1, timed(texts[t])
    n, t = n + 3, t + 1
  end
  local body, currents, removed = false, NONE, NONE
  if numbers[n] > 0 then
    body, currents, removed = KEYS[othersFrom + numbers[n]], {}, {}
    for _ = 1, numbers[n + 1] do
      setField(body, texts[t], timed(texts[t + 1]))
      t = t + 2
    end
    for _ = 1, numbers[n + 2] do
      removed[texts[t]] = true
      removeField(body, texts[t])
      t = t + 1
    end
    for _ = 1, numbers[n + 3] do
      setField(prompts, stream .. texts[t], timed(texts[t + 1]))
      t = t + 2
    end
    for _ = 1, numbers[n + 4] do
      removeField(prompts, stream .. texts[t])
      t = t + 1
    end
    for _ = 1, numbers[n + 5] do
      currents[tonumber(texts[t])] = texts[t + 1]
      t = t + 2
    end
  end
  -- The row of the current version: the one that came along, or the version's own document where another one has become current.
  local given, document, before = currents[current or 0], false, nil
  if not given and (body or not isGiven) then
    flush()
    document = call('HGET', prompts, stream)
    before = document and tonumber(match(document, '^%d+%z[^%z]*%z(%d+)'))
  end
  if isGiven then
    moveSlug(prompts, stream, slug, isAlive, version == 0 and events > 0)
    setField(prompts, stream, isStamped and stamped(prompt) or prompt)
  elseif before then
    current = before
    given = currents[current]
    setField(prompts, stream, stamped(document))
  end
  if given then
    setField(prompts, stream .. '\0v', timed(given))
  elseif body and current and (current ~= (before or 0) or removed['v' .. current]) then
    flush()
    local version = call('HGET', body, 'v' .. current)
    if version then setField(prompts, stream .. '\0v', version) else removeField(prompts, stream .. '\0v') end
  end
  if events == 0 then
    call('ZADD', KEYS[2], writes, bucket .. ' ' .. stream)
    isRewritten = true
  end
end

local wrote = false
for _ = 1, appends do
  local verdict = judge(n, t)
  if verdict then
    result[#result + 1] = verdict
  else
    -- From here on it is written.
    wrote = true
    local command, parts, index, part, from = numbers[n + 2], numbers[n + 3], #result + 1, n + 4, t
    if command > 0 then from = t + 1 end
    result[index] = 0
    for after = index + 1, index + parts do
      local stream, events, bucket, first = texts[from], numbers[part + 5], numbers[part + 7], from + 1 + numbers[part + 6]
      local version = versions[stream]
      result[after] = writeEvents(part, first, stream, version)
      if bucket >= 0 then writeDocuments(part + 8 + events, first + 2 * events, stream, bucket, version, events) end
      part, from = part + numbers[part], from + numbers[part + 1]
    end
    result[index] = position
    if command > 0 then
      local after = parts == 1 and digitsOf(result[index + 1]) or table.concat(result, ',', index + 1, index + parts)
      local done = prefix .. place .. '\0' .. after .. '\0' .. texts[t]
      setField(buckets[command], ids[command], done)
      stored[command] = done
    end
  end
  n, t = n + numbers[n], t + numbers[n + 1]
end

if wrote then
  call('HSET', KEYS[1], 'p', position, 'i', last, 't', at, 'm', greatest, 'w', writes)
  local written, total = 0, #references
  while written < total do
    local segment = floor((start + written) / perLog)
    local upTo = min(total, written + MOST, (segment + 1) * perLog - start)
    call('RPUSH', KEYS[3 + segment - firstLog], unpack(references, written + 1, upTo))
    written = upTo
  end
  flush()
  -- A bucket is kept for as long as its last command.
  for bucket = 1, bucketCount do call('PEXPIRE', KEYS[2 + logs + bucket], kept) end
  if isRewritten then call('ZREMRANGEBYRANK', KEYS[2], 0, -1 - mostChanges) end
end

result[1] = position
return result

-- append: judges the appends of one tenant, one after the other, and writes those that win.
--
-- Steps, for each append: look its command id up; count its streams' events and compare them with what is expected; look its events'
-- ids up; see that every key it will write is declared. Only then write: events, references in the log, ids, documents, the command.
-- Redis has no rollback: nothing below the line "From here on it is written" may fail.
--
-- KEYS[1]    head: hash of p, i, t (position, id and time of the last event) and w (how often documents were written)
-- KEYS[2]    marks: hash of a bucket of the catalog to the last w that changed it
-- KEYS[3+]   the log's segments, and what ARGV names by index: commands, segments of streams, ids, documents, the catalog's buckets, slugs
--
-- ARGV[1]    now, in milliseconds
-- ARGV[2]    how long commands are remembered, in milliseconds
-- ARGV[3]    how long commands are kept, in milliseconds
-- ARGV[4]    how many events a segment of a stream has
-- ARGV[5]    how many references a segment of the log has
-- ARGV[6]    the number of the log's first declared segment; it is KEYS[3]
-- ARGV[7]    how many segments of the log are declared
-- ARGV[8+]   appends, each: "command parts"; with a command (else 0) its text; then its parts, each:
--            "expected key segments events documents" (expected: -1 exists, -2 any; key: of the stream's first segment), the stream,
--            for each event "ids" and its text; with documents (else 0) "key rows changed bucket sets removes rows unrows currents
--            prompt", then field and text of each set, field of each remove, suffix and text of each row, suffix of each unrow, number
--            and row of each version that may be current, and with a prompt (else 0) its current number, its slug, "slug alive" and id
--
-- RESULT     {position, time, verdict, ...}; of each append: "W position versions" written; "R" and the stored command: repeated;
--            "C part actual" conflict; "D id" duplicate; "S part version" declare more segments; "L" the log has moved on; "A slug"
--            declare that slug too
--
-- CALLS      HMGET GET LLEN HEXISTS HGET RPUSH HSET SET HDEL ZADD DEL

local call, match, find, sub = redis.call, string.match, string.find, string.sub
local function text(number) return string.format('%.0f', number) end

local head = call('HMGET', KEYS[1], 'p', 'i', 't', 'w')
local position, last = tonumber(head[1]) or 0, head[2] or ''
local time = math.max(tonumber(head[3]) or 0, tonumber(ARGV[1]))
local writes = tonumber(head[4]) or 0
local at = text(time)
local prefix = at .. '\0'
local forgotten = time - tonumber(ARGV[2])
local perSegment, perLog = tonumber(ARGV[4]), tonumber(ARGV[5])
local firstLog, logs = tonumber(ARGV[6]), tonumber(ARGV[7])
local roomFrom, roomTo = firstLog * perLog, (firstLog + logs) * perLog

-- Redis' Lua takes fewer than 8,000 arguments in a call.
local function each(list, use)
  for from = 1, #list, 1000 do use(unpack(list, from, math.min(from + 999, #list))) end
end

local versions, references, marks, changes = {}, {}, {}, {}
local verdicts, wrote, start = {}, false, position

-- How many events a stream has, or how many at least and false where more segments must be declared.
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

local nextArgument = 8
local function take()
  nextArgument = nextArgument + 1
  return ARGV[nextArgument - 1]
end

-- Reads a part without looking at the database.
local function readPart()
  local expected, key, segments, events, documents = match(take(), '^(%-?%d+) (%d+) (%d+) (%d+) (%d)$')
  local part = {
    expected = tonumber(expected), key = tonumber(key), segments = tonumber(segments), events = tonumber(events),
    stream = take(), first = nextArgument,
  }
  nextArgument = nextArgument + 2 * part.events
  if documents == '1' then
    local body, rows, changed, bucket, sets, removes, rowSets, rowRemoves, currents, prompt =
      match(take(), '^(%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d)$')
    part.body, part.rows, part.changed, part.bucket = tonumber(body), tonumber(rows), tonumber(changed), bucket
    part.sets, part.removes, part.rowSets = tonumber(sets), tonumber(removes), tonumber(rowSets)
    part.rowRemoves, part.currents = tonumber(rowRemoves), tonumber(currents)
    part.documents = nextArgument
    nextArgument = nextArgument + 2 * (part.sets + part.rowSets + part.currents) + part.removes + part.rowRemoves
    if prompt == '1' then
      part.current, part.slug = take(), take()
      local slugKey, alive = match(take(), '^(%d+) (%d)$')
      part.slugKey, part.alive, part.id = tonumber(slugKey), alive == '1', take()
    end
  end
  return part
end

-- What is wrong with an append, or nil.
local function judge(parts, command, slugs)
  if command > 0 then
    local done = call('GET', KEYS[command])
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
    if not (expected == version or expected == -2 or (expected == -1 and version > 0)) then
      return 'C' .. (index - 1) .. ' ' .. text(version)
    end
    part.version = version
    count = count + part.events
  end
  local seen = {}
  for index = 1, #parts do
    local part = parts[index]
    for argument = part.first, part.first + 2 * part.events - 1, 2 do
      local event = ARGV[argument + 1]
      local id = sub(event, 1, find(event, '\0', 1, true) - 1)
      if seen[id] or call('HEXISTS', KEYS[tonumber(ARGV[argument])], id) == 1 then return 'D' .. id end
      seen[id] = true
    end
  end
  if position < roomFrom or position + count > roomTo then return 'L' end
  for index = 1, #parts do
    local part = parts[index]
    if part.id then
      part.holder = call('GET', KEYS[part.slugKey])
      if not part.alive or part.holder ~= part.id then
        local before = call('HGET', KEYS[part.body], 'h')
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
  local version = part.version
  for argument = part.first, part.first + 2 * part.events - 1, 2 do
    local event = ARGV[argument + 1]
    last = sub(event, 1, find(event, '\0', 1, true) - 1)
    position = position + 1
    local place = text(position)
    local entry = place .. '\0' .. prefix .. event
    call('RPUSH', KEYS[part.key + math.floor(version / perSegment)], entry)
    version = version + 1
    references[#references + 1] = text(version) .. ' ' .. #entry .. ' ' .. part.stream
    call('HSET', KEYS[tonumber(ARGV[argument])], last, place)
  end
  versions[part.stream] = version
  return version
end

local function moveSlug(part)
  local id = part.id
  if part.alive and part.holder == id then return end
  local key = part.beforeKey or (not part.alive and part.slugKey)
  if key and call('GET', KEYS[key]) == id then call('DEL', KEYS[key]) end
  if part.alive then call('SET', KEYS[part.slugKey], id) end
end

local function writeDocuments(part)
  local argument, body, rows, stream = part.documents, KEYS[part.body], KEYS[part.rows], part.stream
  writes = writes + 1
  local w = text(writes)
  local set = { 'w', w }
  for _ = 1, part.sets do
    set[#set + 1] = ARGV[argument]
    set[#set + 1] = prefix .. ARGV[argument + 1]
    argument = argument + 2
  end
  local removed = {}
  for _ = 1, part.removes do
    removed[ARGV[argument]] = true
    call('HDEL', body, ARGV[argument])
    argument = argument + 1
  end
  if removed['p'] then call('HDEL', body, 'c', 'h') end
  local row = {}
  for _ = 1, part.rowSets do
    row[#row + 1] = stream .. ARGV[argument]
    row[#row + 1] = prefix .. ARGV[argument + 1]
    argument = argument + 2
  end
  for _ = 1, part.rowRemoves do
    call('HDEL', rows, stream .. ARGV[argument])
    argument = argument + 1
  end
  local given = {}
  for _ = 1, part.currents do
    given[ARGV[argument]] = ARGV[argument + 1]
    argument = argument + 2
  end
  local current, before = part.current, nil
  if not current or not given[current] then before = call('HGET', body, 'c') end
  if part.id then
    moveSlug(part)
    set[#set + 1] = 'c'
    set[#set + 1] = current
    set[#set + 1] = 'h'
    set[#set + 1] = part.slug
  else
    current = before
  end
  each(set, function(...) call('HSET', body, ...) end)
  -- The row of the current version: the one that came along, or the version's own document where another one has become current.
  if current and given[current] then
    row[#row + 1] = stream .. '\0v'
    row[#row + 1] = prefix .. given[current]
  elseif current ~= before or (current and removed['v' .. current]) then
    local document = current and call('HGET', body, 'v' .. current)
    if document then call('HSET', rows, stream .. '\0v', document) else call('HDEL', rows, stream .. '\0v') end
  end
  each(row, function(...) call('HSET', rows, ...) end)
  marks[part.bucket] = w
  local changed = changes[part.changed]
  if not changed then
    changed = {}
    changes[part.changed] = changed
  end
  changed[#changed + 1] = w
  changed[#changed + 1] = stream
end

while nextArgument <= #ARGV do
  local command, count = match(take(), '^(%d+) (%d+)$')
  command = tonumber(command)
  local record = command > 0 and take()
  local parts, slugs = {}, {}
  for index = 1, tonumber(count) do
    local part = readPart()
    parts[index] = part
    if part.id then slugs[part.slug] = part.slugKey end
  end
  local declared = tonumber(take())
  for _ = 1, declared do
    local slug = take()
    slugs[slug] = tonumber(take())
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
    if command > 0 then
      call('SET', KEYS[command], prefix .. place .. '\0' .. numbers .. '\0' .. record, 'PX', ARGV[3])
    end
    verdict = 'W' .. place .. ' ' .. numbers
  end
  verdicts[#verdicts + 1] = verdict
end

if wrote then
  call('HSET', KEYS[1], 'p', text(position), 'i', last, 't', at, 'w', text(writes))
  local written, total = 0, #references
  while written < total do
    local segment = math.floor((start + written) / perLog)
    local upTo = math.min(total, written + 1000, (segment + 1) * perLog - start)
    call('RPUSH', KEYS[3 + segment - firstLog], unpack(references, written + 1, upTo))
    written = upTo
  end
  for key, changed in pairs(changes) do
    each(changed, function(...) call('ZADD', KEYS[key], ...) end)
  end
  for bucket, w in pairs(marks) do call('HSET', KEYS[2], bucket, w) end
end

return { text(position), at, unpack(verdicts) }

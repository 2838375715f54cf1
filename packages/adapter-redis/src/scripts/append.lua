-- append: judges the appends of one tenant, one after the other, and writes those that win.
--
-- Steps: read the commands, the event ids and the holders of slugs that the whole call names. For each append: see whether its command was
-- done; compare its streams' lengths with what is expected; see that every key it will write is declared. Only then write: events at once;
-- ids, documents and the command are gathered, for many are written in one call at a third of the cost. In the end: what was gathered,
-- references in the log, the head.
-- Redis has no rollback: nothing below the line "From here on it is written" may fail.
--
-- KEYS[1]    head: hash of p, i, t (position, id and time of the last event) and w (how often documents were written without an event)
-- KEYS[2]    changes: sorted set of the streams whose documents were written without an event, by w
-- KEYS[3+]   what the call names by index: segments of the log, of imported events and of streams, commands, slugs, ids, prompts, documents
--
-- ARGV[1]    the call as JSON, the interface AppendCall of append-call.ts
-- ARGV[2+]   texts, which the call names by index
--
-- RESULT     {"position", "recordedAt", "answers"} as JSON, the interface AppendReply of append-call.ts
--
-- CALLS      TIME HMGET MGET LLEN LINDEX LSET HGET RPUSH HSET MSET HDEL DEL PEXPIRE ZADD ZREMRANGEBYRANK

local call, match, sub, format = redis.call, string.match, string.sub, string.format
local floor, min = math.floor, math.min
local KEYS, texts, request = KEYS, ARGV, cjson.decode(ARGV[1])
local perSegment, perLog, firstLog, logs, slugs =
  request.perSegment, request.perLog, request.firstLog, request.logs, request.slugs

local head = call('HMGET', KEYS[1], 'p', 'i', 't', 'w')
local position, last, writes = tonumber(head[1]) or 0, head[2] or '', tonumber(head[4]) or 0
-- Redis 6 can be set to send scripts to its replicas, not what they write; then none that asks for the time could write.
if redis.replicate_commands then redis.replicate_commands() end
local function serverTime()
  local seconds = call('TIME')
  return seconds[1] * 1000 + floor(seconds[2] / 1000)
end
local time = math.max(tonumber(head[3]) or 0, request.now or serverTime())
-- Lua's own notation keeps fewer digits than a time or a position may have.
local at = format('%.0f', time)
local start = position

-- Redis' Lua takes fewer than 8,000 arguments in a call.
local MOST = 1000
local NONE = {}

-- Adds a field to those that are read from the key with an index.
local function want(wanted, key, field)
  local fields = wanted[key]
  if fields then fields[#fields + 1] = field else wanted[key] = { field } end
end

-- The values of all wanted fields, by field.
local function valuesOf(wanted)
  local found = {}
  for index, fields in pairs(wanted) do
    local key = KEYS[index]
    for from = 1, #fields, MOST do
      local values = call('HMGET', key, unpack(fields, from, min(from + MOST - 1, #fields)))
      for place = 1, #values do found[fields[from + place - 1]] = values[place] end
    end
  end
  return found
end

local wantedCommands, wantedIds = {}, {}
for _, append in ipairs(request.appends) do
  if append.command then want(wantedCommands, append.command.key, append.command.id) end
  for _, part in ipairs(append.streams) do
    for _, event in ipairs(part.events) do want(wantedIds, event.key, event.id) end
  end
end
-- The commands of the call, as they are stored; and its events' ids, true or a position where they are in the log.
local stored, taken = valuesOf(wantedCommands), valuesOf(wantedIds)

-- The ids of the prompts that hold the slugs.
local holders, slugNames, slugKeys = {}, {}, {}
for slug, key in pairs(slugs) do
  slugNames[#slugNames + 1], slugKeys[#slugKeys + 1] = slug, KEYS[key]
end
for from = 1, #slugKeys, MOST do
  local values = call('MGET', unpack(slugKeys, from, min(from + MOST - 1, #slugKeys)))
  for index = 1, #values do holders[slugNames[from + index - 1]] = values[index] end
end

-- Stored texts begin with the time of their append.
local prefix = at .. '\0'
local function timed(text) return prefix .. text end

-- How many events the streams have after what was written, and the references to what was written.
local versions, references, isRewritten = {}, {}, false

-- Strings, and fields of hashes, that are yet to be written. They are written before anything is read.
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
local function removeField(key, field)
  flush()
  call('HDEL', key, field)
end
local function readField(key, field)
  flush()
  return call('HGET', key, field)
end

-- How many events a stream has; or how many at least, and false, where more segments must be declared.
local function versionOf(part)
  local known = versions[part.stream]
  if known then return known, true end
  local version = 0
  for _, index in ipairs(part.segments) do
    -- Two entries for each event: its position and its text.
    local length = call('LLEN', KEYS[index]) / 2
    version = version + length
    if length < perSegment then
      versions[part.stream] = version
      return version, true
    end
  end
  return version, false
end

local function isExpected(expected, version)
  if expected == 'exists' then return version > 0 end
  if expected == 'none' then return version == 0 end
  return expected == 'any' or expected == version
end

-- The id of a stream's last event: it stands behind the time of its text.
local function lastIdOf(part, version)
  local text = call('LINDEX', KEYS[part.segments[floor((version - 1) / perSegment) + 1]], -1)
  return match(text, '^%d+%z([^%z]*)')
end

-- The field of the current version, and the slug, that a prompt's text says it has.
local function currentOf(text) return text and 'v' .. match(text, '^%d+%z[^%z]*%z(%d+)') end
local function slugOf(text) return text and match(text, '^%d+%z[^%z]*%z%d+%z([^%z]*)') end
local function promptIdOf(stream) return sub(stream, 8) end

-- Why an append is not written, or nil.
local function judge(append)
  local done = append.command and stored[append.command.id]
  if done and tonumber(match(done, '^%d+')) >= time - request.rememberedFor then
    return { status = 'repeated', command = done }
  end
  local count, seen, duplicate, undeclared = 0, {}, nil, nil
  for index, part in ipairs(append.streams) do
    local events, version, isKnown = part.events, versionOf(part)
    if not isKnown or version + #events > #part.segments * perSegment then
      return { status = 'segments', index = index - 1, atLeast = version }
    end
    local isMet = isExpected(part.expected, version)
    if not isMet or (part.lastEvent and part.lastEvent ~= lastIdOf(part, version)) then
      return { status = 'conflict', index = index - 1, actual = version }
    end
    for _, event in ipairs(events) do
      local id = event.id
      if seen[id] or taken[id] then duplicate = duplicate or id end
      seen[id] = true
    end
    count = count + #events
    -- A prompt that takes another slug, or gives its own up, leaves one; a new one has none to leave.
    local prompt = part.documents and part.documents.prompt
    if prompt and (version > 0 or #events == 0) then
      if not prompt.isAlive or holders[prompt.slug] ~= promptIdOf(part.stream) then
        local before = slugOf(readField(KEYS[part.documents.prompts], part.stream))
        if before and not slugs[before] then undeclared = before end
      end
    end
  end
  for index, redaction in ipairs(append.redactions or NONE) do
    local text = call('LINDEX', KEYS[redaction.segment], redaction.entry)
    local isThere = text and match(text, '^%d+%z([^%z]*)') == redaction.id
      and call('LINDEX', KEYS[redaction.segment], redaction.entry - 1) == redaction.position
    if not isThere then return { status = 'missing', index = index - 1 } end
  end
  if append.occurredAt and append.occurredAt > time then return { status = 'future' } end
  if duplicate then return { status = 'duplicate', id = duplicate } end
  if position < firstLog * perLog or position + count > (firstLog + #logs) * perLog then return { status = 'log' } end
  if undeclared then return { status = 'slug', slug = undeclared } end
  return nil
end

local function writeEvents(part, version)
  local bucket = part.documents and part.documents.bucket or -1
  for _, event in ipairs(part.events) do
    local text = timed(texts[event.text])
    position, last = position + 1, event.id
    local place = format('%.0f', position)
    call('RPUSH', KEYS[part.segments[floor(version / perSegment) + 1]], place, text)
    setField(KEYS[event.key], last, place)
    taken[last] = true
    version = version + 1
    if event.occurredAt then
      local imported = request.imported[floor((position - 1) / perLog) - firstLog + 1]
      call('ZADD', KEYS[imported], format('%.0f', event.occurredAt), format('%016.0f', position))
    end
    references[#references + 1] = format('%d %d %d %s', version, #text, bucket, part.stream)
  end
  versions[part.stream] = version
  return version
end

-- The texts of an event stand behind its time, id, type, schema version and time of occurrence. Its reference in the log says how long it is.
local function redact(redaction)
  local before = call('LINDEX', KEYS[redaction.segment], redaction.entry)
  local beginning = match(before, '^%d+%z[^%z]*%z[^%z]*%z[^%z]*%z[^%z]*%z')
  local text = beginning .. texts[redaction.text]
  call('LSET', KEYS[redaction.segment], redaction.entry, text)
  local version, rest = match(call('LINDEX', KEYS[redaction.log], redaction.reference), '^(%d+) %d+ (.*)$')
  call('LSET', KEYS[redaction.log], redaction.reference, format('%s %d %s', version, #text, rest))
end

-- The holder of a slug is one string: the prompt's id. A new prompt gives no slug up.
local function moveSlug(prompts, stream, slug, isAlive, isNew)
  local id = promptIdOf(stream)
  if isAlive and holders[slug] == id then return end
  local before = not isAlive and slug
  if not isNew then
    local left = slugOf(readField(prompts, stream))
    if left and slugs[left] and left ~= slug then before = left end
  end
  if before and holders[before] == id then
    flush()
    call('DEL', KEYS[slugs[before]])
    holders[before] = false
  end
  if isAlive then
    setString(KEYS[slugs[slug]], id)
    holders[slug] = id
  end
end

-- The text of a prompt that changes without an event. Its stamp is the stream's version, which would stay the same: a number is added.
local function stamped(text)
  local beginning, rest = match(text, '^(%d+%z[^%z]*)(.*)$')
  return beginning .. '.' .. writes .. rest
end

local function writeDocuments(part, version)
  local documents, stream, hasEvents = part.documents, part.stream, #part.events > 0
  local prompts, prompt, hash = KEYS[documents.prompts], documents.prompt, KEYS[documents.hash]
  local removed = {}
  local isStamped = not hasEvents or not prompt
  if isStamped then writes = writes + 1 end
  for field, text in pairs(documents.sets or NONE) do setField(hash, field, timed(texts[text])) end
  for _, field in ipairs(documents.removes or NONE) do
    removed[field] = true
    removeField(hash, field)
  end
  for suffix, text in pairs(documents.rows or NONE) do setField(prompts, stream .. suffix, timed(texts[text])) end
  for _, suffix in ipairs(documents.removedRows or NONE) do removeField(prompts, stream .. suffix) end

  -- The row of the current version: the one that came along, or the version's own document where another one has become current.
  local versionRows = documents.versionRows or NONE
  local current, document, before = prompt and prompt.current, nil, nil
  if not versionRows[current or ''] and (hash or not prompt) then
    document = readField(prompts, stream)
    before = currentOf(document)
  end
  if prompt then
    moveSlug(prompts, stream, prompt.slug, prompt.isAlive, version == 0 and hasEvents)
    local text = timed(texts[prompt.text])
    setField(prompts, stream, isStamped and stamped(text) or text)
  elseif before then
    current = before
    setField(prompts, stream, stamped(document))
  end
  local row = current and versionRows[current]
  if row then
    setField(prompts, stream .. '\0v', timed(texts[row]))
  elseif hash and current and (current ~= (before or 'v0') or removed[current]) then
    local text = readField(hash, current)
    if text then setField(prompts, stream .. '\0v', text) else removeField(prompts, stream .. '\0v') end
  end
  if not hasEvents then
    call('ZADD', KEYS[2], writes, documents.bucket .. ' ' .. stream)
    isRewritten = true
  end
end

local answers, wrote = {}, false
for number, append in ipairs(request.appends) do
  local answer = judge(append)
  if not answer then
    -- From here on it is written.
    wrote = true
    local after = {}
    for index, part in ipairs(append.streams) do
      local version = versions[part.stream]
      after[index] = writeEvents(part, version)
      if part.documents then writeDocuments(part, version) end
    end
    for _, redaction in ipairs(append.redactions or NONE) do redact(redaction) end
    answer = { status = 'appended', position = position, versions = after }
    local command = append.command
    if command then
      local done = prefix .. format('%.0f', position) .. '\0' .. table.concat(after, ',') .. '\0' .. texts[command.text]
      setField(KEYS[command.key], command.id, done)
      stored[command.id] = done
    end
  end
  answers[number] = answer
end

if wrote then
  call('HSET', KEYS[1], 'p', position, 'i', last, 't', position > start and at or head[3] or '0', 'w', writes)
  local written, total = 0, #references
  while written < total do
    local segment = floor((start + written) / perLog)
    local upTo = min(total, written + MOST, (segment + 1) * perLog - start)
    call('RPUSH', KEYS[logs[segment - firstLog + 1]], unpack(references, written + 1, upTo))
    written = upTo
  end
  flush()
  -- A bucket is kept for as long as its last command.
  for index in pairs(wantedCommands) do call('PEXPIRE', KEYS[index], request.keptFor) end
  if isRewritten then call('ZREMRANGEBYRANK', KEYS[2], 0, -1 - request.mostChanges) end
end

return cjson.encode({ position = position, recordedAt = time, answers = answers })

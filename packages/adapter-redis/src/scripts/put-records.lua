-- put-records: stores records of a scope, each if its revision is the expected one.
--
-- KEYS[i]    the records of the kind of the i-th: hash of a key to "revision NUL value"
--
-- ARGV       for each record three: its key, its value, and the revision that the writer saw, 0 for none
--
-- RESULT     for each record {1, the new revision} stored; {0, the present revision} where another writer was first
--
-- CALLS      HGET HSET

local results = {}
for i, hash in ipairs(KEYS) do
  local key, value, expected = ARGV[3 * i - 2], ARGV[3 * i - 1], tonumber(ARGV[3 * i])
  local stored = redis.call('HGET', hash, key)
  local revision = stored and tonumber(string.match(stored, '^%d+')) or 0
  if revision == expected then
    redis.call('HSET', hash, key, string.format('%.0f', revision + 1) .. '\0' .. value)
    results[i] = { 1, revision + 1 }
  else
    results[i] = { 0, revision }
  end
end
return results

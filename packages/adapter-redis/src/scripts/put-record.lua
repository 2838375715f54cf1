-- put-record: stores a record if its revision is the expected one.
--
-- KEYS[1]    the records of a kind: hash of a key to "revision NUL value"
--
-- ARGV[1]    the record's key
-- ARGV[2]    its value
-- ARGV[3]    the revision that the writer saw, 0 for none
--
-- RESULT     {1, the new revision} stored; {0, the present revision} where another writer was first
--
-- CALLS      HGET HSET

local stored = redis.call('HGET', KEYS[1], ARGV[1])
local revision = stored and tonumber(string.match(stored, '^%d+')) or 0
if revision ~= tonumber(ARGV[3]) then return { 0, revision } end
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', revision + 1) .. '\0' .. ARGV[2])
return { 1, revision + 1 }

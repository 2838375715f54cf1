-- events: reads the texts of events that references of the log name, after a cursor that the log still holds.
--
-- KEYS[1]    the bucket of ids that the cursor's id belongs to
-- KEYS[2+]   segments of streams, one for each range
--
-- ARGV[1]    the cursor's position
-- ARGV[2]    the cursor's id, empty where it is not checked
-- ARGV[3+]   for each of KEYS[2+] the first and the last index in it: each event has two entries, its position and its text
--
-- RESULT     for each range its entries; or nil where the log no longer holds the cursor
--
-- CALLS      HGET LRANGE

local call = redis.call
if ARGV[2] ~= '' and tonumber(call('HGET', KEYS[1], ARGV[2])) ~= tonumber(ARGV[1]) then return nil end

local result = {}
for index = 2, #KEYS do
  result[index - 1] = call('LRANGE', KEYS[index], ARGV[2 * index - 1], ARGV[2 * index])
end
return result

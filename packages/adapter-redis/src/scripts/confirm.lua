-- confirm: writes a mark behind what was done, so that a replica that has the mark has all of it. Repeating it does no harm.
--
-- KEYS[1]    head: hash of p (position of the last event) and c (how often something was confirmed)
-- KEYS[2+]   the bucket of each command
--
-- ARGV[1]    the position that the log must have reached
-- ARGV[2+]   the commands' ids
--
-- RESULT     1 where all of it is there, else 0: a failover has taken it away
--
-- CALLS      HGET HEXISTS HINCRBY

if tonumber(redis.call('HGET', KEYS[1], 'p') or 0) < tonumber(ARGV[1]) then return 0 end
for index = 2, #KEYS do
  if redis.call('HEXISTS', KEYS[index], ARGV[index]) == 0 then return 0 end
end
redis.call('HINCRBY', KEYS[1], 'c', 1)
return 1

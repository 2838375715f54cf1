-- confirm: writes a mark behind what was done, so that a replica that has the mark has all of it. Repeating it does no harm.
--
-- KEYS[1]    head: hash of p (position of the last event) and c (how often something was confirmed)
-- KEYS[2+]   commands
--
-- ARGV[1]    the position that the log must have reached
--
-- RESULT     1 where all of it is there, else 0: a failover has taken it away
--
-- CALLS      HGET EXISTS HINCRBY

if tonumber(redis.call('HGET', KEYS[1], 'p') or 0) < tonumber(ARGV[1]) then return 0 end
for index = 2, #KEYS do
  if redis.call('EXISTS', KEYS[index]) == 0 then return 0 end
end
redis.call('HINCRBY', KEYS[1], 'c', 1)
return 1

-- add-tenant: adds a tenant to the list of those that may have events. Repeating it does no harm.
--
-- KEYS[1]    the list: sorted set of the names of tenants, all with the score 0
--
-- ARGV[1]    the tenant's name
--
-- RESULT     1
--
-- CALLS      ZADD

redis.call('ZADD', KEYS[1], 'NX', 0, ARGV[1])
return 1

-- correct_v1: sets what was spent to what the ledger has, where nothing has changed since it was read.
-- KEYS  1 money, 2 open; as in admit_v2
-- ARGV  1 the changes so far (v) when it was read, 2 day, 3 spent on it, 4 month, 5 spent in it, 6 spent in all,
--       7 seconds until it is forgotten
-- reply 1 set, 0 it has changed, or reservations are under way
if redis.call('HGET', KEYS[1], 'v') ~= ARGV[1] or redis.call('ZCARD', KEYS[2]) > 0 then return 0 end
redis.call('HSET', KEYS[1], 'd', ARGV[2], 'ds', ARGV[3], 'mo', ARGV[4], 'ms', ARGV[5], 'ts', ARGV[6])
redis.call('HINCRBY', KEYS[1], 'v', 1)
redis.call('EXPIRE', KEYS[1], ARGV[7])
return 1

-- seed_v1: sets what was spent, as the ledger has it: where Redis has nothing, or where nothing has changed since it was read.
-- KEYS  1 money, 2 open; as in admit_v2
-- ARGV  1 the changes so far (v) when it was read, '' for none: it was not known what was spent in all
--       2 day, 3 spent on it, 4 month, 5 spent in it, 6 spent in all, 7 seconds until it is forgotten
-- reply 1 set, 0 somebody was faster, or reservations are under way
if ARGV[1] == '' then
  local known = redis.call('HMGET', KEYS[1], 'd', 'ts')
  if known[2] then return 0 end
  if known[1] then -- day and month are counted already, also for reservations that the ledger does not know yet
    redis.call('HSET', KEYS[1], 'ts', ARGV[6])
    redis.call('HINCRBY', KEYS[1], 'v', 1)
    redis.call('EXPIRE', KEYS[1], ARGV[7])
    return 1
  end
elseif redis.call('HGET', KEYS[1], 'v') ~= ARGV[1] or redis.call('ZCARD', KEYS[2]) > 0 then
  return 0
end
redis.call('HSET', KEYS[1], 'd', ARGV[2], 'ds', ARGV[3], 'mo', ARGV[4], 'ms', ARGV[5], 'ts', ARGV[6])
redis.call('HINCRBY', KEYS[1], 'v', 1)
redis.call('EXPIRE', KEYS[1], ARGV[7])
return 1

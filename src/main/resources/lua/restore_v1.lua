-- restore_v1: Redis has lost its data, and a process says that a call of its own is under way: it is held again.
-- KEYS  1 open, 2 held, 3 claim, 4 lost; then the open set of each further scope whose calls at once are limited; as in admit_v2
-- ARGV  1 reservation, 2 lease in ms, 3 its entry of held, which counts nowhere yet, 4 hash of the body or ''
-- reply 1, or 0 when it is held all the same, or was ended by another process meanwhile
-- Its money is counted when it is settled; until then what was spent comes from the ledger.
local KEEP_SECONDS = 40 * 86400
local id, lease = ARGV[1], tonumber(ARGV[2])
local time = redis.call('TIME')
local ends = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000) + lease
if redis.call('HEXISTS', KEYS[2], id) == 1 or redis.call('EXISTS', KEYS[4]) == 1 then return 0 end
redis.call('ZADD', KEYS[1], ends, id)
redis.call('EXPIRE', KEYS[1], KEEP_SECONDS)
redis.call('HSET', KEYS[2], id, ARGV[3])
redis.call('EXPIRE', KEYS[2], KEEP_SECONDS)
for i = 5, #KEYS do
  redis.call('ZADD', KEYS[i], ends, id)
  redis.call('EXPIRE', KEYS[i], KEEP_SECONDS)
end
if ARGV[4] ~= '' and redis.call('EXISTS', KEYS[3]) == 0 then
  redis.call('HSET', KEYS[3], 'h', ARGV[4], 'r', id, 's', '')
  redis.call('PEXPIRE', KEYS[3], lease * 2)
end
return 1

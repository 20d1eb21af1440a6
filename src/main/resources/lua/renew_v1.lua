-- renew_v1: the process that holds a reservation is alive.
-- KEYS  1 open, 2 held, 3 claim, then the open set of each further scope; as in admit_v2
-- ARGV  1 reservation, 2 lease in ms, 3 a new sketch of the call, or ''
-- reply 1, or 0 when the reservation is gone
local id, lease = ARGV[1], tonumber(ARGV[2])
local time = redis.call('TIME')
local ends = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000) + lease
local entry = redis.call('HGET', KEYS[2], id)
if not entry then return 0 end
redis.call('ZADD', KEYS[1], 'XX', ends, id)
for i = 4, #KEYS do redis.call('ZADD', KEYS[i], 'XX', ends, id) end
local claim = redis.call('HMGET', KEYS[3], 'r', 'o')
if claim[1] == id then
  redis.call('PEXPIRE', KEYS[3], math.max(lease * 2, (tonumber(claim[2]) or 0) - ends + lease))
end
if ARGV[3] ~= '' then
  local head = string.match(entry, '^%d+|%d+|%d+|[^|]*|')
  redis.call('HSET', KEYS[2], id, head .. ARGV[3])
end
return 1

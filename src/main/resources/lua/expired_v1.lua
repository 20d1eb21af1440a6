-- expired_v1: reservations whose lease is over, as admit_v2 and renew_v1 left them.
-- KEYS  1 open, 2 held
-- ARGV  1 how many at most
-- reply reservation, what it holds, reservation, what it holds, ...
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local found = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])) do
  local entry = redis.call('HGET', KEYS[2], id)
  if entry then
    found[#found + 1] = id
    found[#found + 1] = entry
  else
    redis.call('ZREM', KEYS[1], id)
  end
end
return found

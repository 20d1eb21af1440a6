-- admit_v1: counts one request against the tenant's minute and day, or against neither.
-- KEYS[1]  hash of the tenant: t  second of the last admission, by Redis's clock
--                              n  requests in the seconds t-60 .. t
--                              0..60  requests of one second each, at (second mod 61)
--                              d, dn  UTC day number and its requests
-- ARGV     requests per minute, requests per day
-- reply    {1, left in the minute, ms until the minute is empty}
--          {0, 1 minute | 2 day, left in the minute, ms until the minute is empty, ms until a retry can pass}
-- Any 60 s touch at most 61 seconds of the clock, so counting 61 of them never lets more than the limit through in a
-- window, at the price of freeing a place up to 1 s late. At most 65 fields a tenant; gone two days after its last call.
-- Change what it does or returns? Copy it to _v2: an old process may still call this one.
local SLOTS = 61

-- read
local time = redis.call('TIME')
local sec = tonumber(time[1])
local now = sec * 1000 + math.floor(tonumber(time[2]) / 1000)
local day = math.floor(sec / 86400)
local per_minute, per_day = tonumber(ARGV[1]), tonumber(ARGV[2])
local seen = redis.call('HMGET', KEYS[1], 't', 'n', 'd', 'dn')
local last, count = tonumber(seen[1]), tonumber(seen[2]) or 0
local known_day, today = tonumber(seen[3]), tonumber(seen[4]) or 0
if known_day ~= day then today = 0 end
if last and sec < last then
  -- Redis's clock went back (a failover). A little: stay at the latest second seen. A lot: that second was wrong.
  if last - sec <= SLOTS then sec = last else last = sec - SLOTS end
end
local stale = {}
if last then
  for second = math.max(last + 1, sec - SLOTS + 1), sec do stale[#stale + 1] = second % SLOTS end
  if #stale == SLOTS then
    count = 0
  elseif #stale > 0 then
    for _, old in ipairs(redis.call('HMGET', KEYS[1], unpack(stale))) do count = count - (tonumber(old) or 0) end
  end
end

-- decide
if count + 1 > per_minute or today + 1 > per_day then
  local slots = {}
  for second = sec - SLOTS + 1, sec do slots[#slots + 1] = second % SLOTS end
  local newest, free, left = sec - SLOTS, nil, count
  for i, n in ipairs(redis.call('HMGET', KEYS[1], unpack(slots))) do
    local second = sec - SLOTS + i
    if last and second <= last and tonumber(n) then -- later slots still hold a minute that is over
      newest = second
      left = left - tonumber(n)
      if not free and left < per_minute then free = second + SLOTS end
    end
  end
  local minute_left = math.max(0, per_minute - count)
  local reset = math.max(0, (newest + SLOTS) * 1000 - now)
  if today + 1 > per_day then
    return {0, 2, minute_left, reset, (day + 1) * 86400000 - now}
  end
  return {0, 1, minute_left, reset, math.max(1, (free or sec + SLOTS) * 1000 - now)}
end

-- write
if #stale > 0 then redis.call('HDEL', KEYS[1], unpack(stale)) end
redis.call('HSET', KEYS[1], 't', sec, 'n', count + 1, 'd', day, 'dn', today + 1)
redis.call('HINCRBY', KEYS[1], sec % SLOTS, 1)
if known_day ~= day then redis.call('EXPIRE', KEYS[1], 172800) end
return {1, per_minute - count - 1, (sec + SLOTS) * 1000 - now}

-- charge_v1: counts a call that was served while Redis did not answer; once, however often it is called.
-- KEYS  1 mark of the reservation, then for each scope: requests, tokens, money; as in admit_v2
-- ARGV  1 second, 2 day, 3 month of the call (months since the year 0), 4 tokens, 5 cost, 6 number of scopes,
--       then for each: 1 when its requests are limited, 1 when its tokens are, seconds that its money is kept where that
--       is counted from nothing: where a day or a month is limited and no total, within a tenant; else 0
-- reply 1 counted, 0 it was before
local SLOTS = 61
local clock, day, month = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
if not redis.call('SET', KEYS[1], 1, 'NX', 'EX', 3600) then return 0 end

-- In the sum of a period, unless a later one has begun; answers whether the period is a new one.
local function add(key, period, current, sum, amount)
  local known = tonumber(redis.call('HGET', key, period) or '')
  if known == current then
    redis.call('HINCRBY', key, sum, amount)
  elseif not known or known < current then
    redis.call('HSET', key, period, current, sum, amount)
    return true
  end
  return false
end

-- In the minute, as far as it is not over.
local function slide(key, amount)
  local last = tonumber(redis.call('HGET', key, 't') or '')
  if not last or clock - last >= SLOTS then
    for second = 0, SLOTS - 1 do redis.call('HDEL', key, second) end
    redis.call('HSET', key, 't', clock, 'n', 0)
  elseif clock > last then
    for second = last + 1, clock do
      local old = tonumber(redis.call('HGET', key, second % SLOTS) or '')
      if old then
        redis.call('HDEL', key, second % SLOTS)
        redis.call('HINCRBY', key, 'n', string.format('%.0f', -old))
      end
    end
    redis.call('HSET', key, 't', clock)
  elseif clock <= last - SLOTS then
    return
  end
  redis.call('HINCRBY', key, clock % SLOTS, amount)
  redis.call('HINCRBY', key, 'n', amount)
end

for i = 1, tonumber(ARGV[6]) do
  local requests, tokens, money = KEYS[3 * i - 1], KEYS[3 * i], KEYS[3 * i + 1]
  if ARGV[3 * i + 4] == '1' then
    slide(requests, 1)
    if add(requests, 'd', day, 'dn', 1) then redis.call('EXPIRE', requests, 172800) end
  end
  if ARGV[3 * i + 5] == '1' then
    slide(tokens, ARGV[4])
    redis.call('EXPIRE', tokens, 120)
  end
  local keep = tonumber(ARGV[3 * i + 6])
  local known = redis.call('HMGET', money, 'd', 'ts')
  if known[1] or keep > 0 then
    add(money, 'd', day, 'ds', ARGV[5])
    add(money, 'mo', month, 'ms', ARGV[5])
    if known[2] then redis.call('HINCRBY', money, 'ts', ARGV[5]) end
    redis.call('HINCRBY', money, 'v', 1)
    if not known[1] then redis.call('EXPIRE', money, keep) end
  end
end
return 1

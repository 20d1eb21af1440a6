-- charge_v1: counts a call that was served while Redis did not answer; once, however often it is called.
-- KEYS  1 mark of the reservation, then for each scope: requests, tokens, money, cold; as in admit_v2 and settle_v1
-- ARGV  1 reservation, 2 when it was admitted in ms, 3 day, 4 month of the call (months since the year 0), 5 tokens, 6 cost,
--       7 number of scopes, then for each: 1 when its requests are limited, 1 when its tokens are, seconds that its money is
--       kept where that is counted from nothing (where a day or a month is limited and no total, within a tenant; else 0),
--       1 when it must be known what it has spent in all
-- reply 1 counted, 0 it was before
local SLOTS, COLD_SECONDS, ARGS = 61, 600, 4
local clock, day, month = math.floor(tonumber(ARGV[2]) / 1000), tonumber(ARGV[3]), tonumber(ARGV[4])
local tokens_used, cost = ARGV[5], ARGV[6]
local mark = redis.call('GET', KEYS[1])
if mark == '1' then return 0 end
redis.call('SET', KEYS[1], 1, 'EX', 3600)

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

for i = 1, tonumber(ARGV[7]) do
  local requests, tokens, money, cold = KEYS[4 * i - 2], KEYS[4 * i - 1], KEYS[4 * i], KEYS[4 * i + 1]
  local arg = 7 + ARGS * (i - 1)
  if ARGV[arg + 1] == '1' then
    slide(requests, 1)
    if add(requests, 'd', day, 'dn', 1) then redis.call('EXPIRE', requests, 172800) end
  end
  if ARGV[arg + 2] == '1' then
    slide(tokens, tokens_used)
    redis.call('EXPIRE', tokens, 120)
  end
  if not mark then -- settle_v1 did not see its money
    local keep = tonumber(ARGV[arg + 3])
    local known = redis.call('HMGET', money, 'd', 'ts')
    if known[1] or keep > 0 then
      add(money, 'd', day, 'ds', cost)
      add(money, 'mo', month, 'ms', cost)
      if known[2] then redis.call('HINCRBY', money, 'ts', cost) end
      redis.call('HINCRBY', money, 'v', 1)
      if not known[1] then redis.call('EXPIRE', money, keep) end
    end
    if not known[2] and ARGV[arg + 4] == '1' then
      redis.call('HSETNX', cold, 's', ARGV[2])
      redis.call('HSET', cold, ARGV[1], cost .. '|' .. day .. '|' .. month .. '|' .. ARGV[2])
      redis.call('EXPIRE', cold, COLD_SECONDS)
    end
  end
end
return 1

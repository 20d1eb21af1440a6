-- restore_v1: Redis has lost its data, and a process says that a call of its own is under way: it is held again.
-- KEYS  1 open, 2 held, 3 claim, 4 lost, then for each scope: money, open, cold; as in admit_v2 and settle_v1
-- ARGV  1 reservation, 2 lease in ms, 3 its entry of held, which counts nowhere yet, 4 hash of the body or '',
--       5 '', or until when in ms its claim holds whatever becomes of the call, 6 number of scopes,
--       then for each: 1 when its calls at once are limited, 1 when it must be known what it has spent in all
-- reply 1, or 0 when it is held all the same, or was ended by another process meanwhile
-- Its money is counted where that is known; else seed_v1 does, when it has the rest from the ledger.
local KEEP_SECONDS, COLD_SECONDS = 40 * 86400, 600
local id, lease = ARGV[1], tonumber(ARGV[2])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local ends = now + lease
if redis.call('HEXISTS', KEYS[2], id) == 1 or redis.call('EXISTS', KEYS[4]) == 1 then return 0 end
local head, cost, parts, sketch = string.match(ARGV[3], '^(%d+|%d+|(%d+)|)([^|]*)(.*)$')
local shares = {}
for share in string.gmatch(parts, '[^;]+') do shares[#shares + 1] = share end

-- In the sum of a period, unless a later one has begun.
local function add(key, period, current, sum)
  local known = tonumber(redis.call('HGET', key, period) or '')
  if known == current then redis.call('HINCRBY', key, sum, cost)
  elseif known and known < current then redis.call('HSET', key, period, current, sum, cost) end
end
for i = 1, tonumber(ARGV[6]) do
  local money, open, cold = KEYS[2 + 3 * i], KEYS[3 + 3 * i], KEYS[4 + 3 * i]
  local second, day, month = string.match(shares[i], '^(%d+),(%d+),(%d+)')
  local known = redis.call('HMGET', money, 'd', 'ts')
  if known[1] then
    add(money, 'd', tonumber(day), 'ds')
    add(money, 'mo', tonumber(month), 'ms')
    if known[2] then redis.call('HINCRBY', money, 'ts', cost) end
    redis.call('HINCRBY', money, 'v', 1)
    shares[i] = second .. ',' .. day .. ',' .. month .. ',' .. (known[2] and 2 or 1)
  end
  if not known[2] and ARGV[6 + 2 * i] == '1' then
    redis.call('HSETNX', cold, 's', now)
    redis.call('EXPIRE', cold, COLD_SECONDS)
  end
  if i == 1 or ARGV[5 + 2 * i] == '1' then
    redis.call('ZADD', open, ends, id)
    redis.call('EXPIRE', open, KEEP_SECONDS)
  end
end
redis.call('HSET', KEYS[2], id, head .. table.concat(shares, ';') .. sketch)
redis.call('EXPIRE', KEYS[2], KEEP_SECONDS)
if ARGV[4] ~= '' and redis.call('EXISTS', KEYS[3]) == 0 then
  redis.call('HSET', KEYS[3], 'h', ARGV[4], 'r', id, 's', '')
  local once = tonumber(ARGV[5])
  if once then redis.call('HSET', KEYS[3], 'o', once) end
  redis.call('PEXPIRE', KEYS[3], math.max(lease * 2, (once or 0) - now))
end
return 1

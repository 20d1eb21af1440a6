-- settle_v1: takes a reservation out and corrects what it held to what the call came to; once, however often it is called.
-- KEYS  1 open, 2 held, 3 lost (what the reservation held when it expired), 4 claim, 5 answer of the reservation,
--       then for each scope: tokens, money, open, all as in admit_v2, and
--       cold   hash: while it is being found out what the scope has spent in all, s since when, and of each reservation that
--              ended since: cost | day | month | when it was admitted
--       then the mark of charge_v1
-- ARGV  1 reservation, 2 'end' or 'expire', 3 tokens, 4 cost,
--       5 what the claim becomes: '' nothing, 'kept', 'shared' with those who wait, 'long', 'forgotten', 6 ms to keep it,
--       7 answer, 8 message to those who wait, 9 their channel, 10 number of scopes, 11 what the mark becomes, for a call
--       that was served without Redis, 0 for any other: 1 when Redis had counted it all the same, 2 when it counted its money
-- reply 1 settled, 2 corrected what had expired, 0 nothing to do
-- An expired reservation stays charged at its estimate, and can be corrected for an hour.
-- An answer outlives its claim a little, so that whoever was told of it finds it.
local SLOTS, LOST_SECONDS, LATE_MS, SHARED_MS = 61, 3600, 5000, 10000
local id, expires = ARGV[1], ARGV[2] == 'expire'
local open, held, lost, claim, answer = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]

-- read
local result, entry = 1, redis.call('HGET', held, id)
if not entry then
  if expires then return 0 end
  entry = redis.call('GET', lost)
  if not entry then return 0 end
  result = 2
end
if expires then
  local time = redis.call('TIME')
  local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  local ends = redis.call('ZSCORE', open, id)
  if ends and tonumber(ends) > now then return 0 end
end
local head, at, tokens, cost, parts, sketch = string.match(entry, '^((%d+)|(%d+)|(%d+)|)([^|]*)(.*)$')
local shares = {}
for second, day, month, counted in string.gmatch(parts, '(%d+),(%d+),(%d+),(%d)') do
  shares[#shares + 1] = {second = tonumber(second), day = tonumber(day), month = tonumber(month), counted = tonumber(counted)}
end

-- decide
local more_tokens, more_cost, whole_cost = 0, 0, tonumber(cost)
if not expires then
  more_tokens, whole_cost = tonumber(ARGV[3]) - tonumber(tokens), tonumber(ARGV[4])
  more_cost = whole_cost - tonumber(cost)
end

-- write
local function add(key, field, amount)
  if amount ~= 0 then redis.call('HINCRBY', key, field, string.format('%.0f', amount)) end
end
-- What no period has seen yet begins one that is later than the known.
local function count(key, period, sum, current, known)
  if current > known then redis.call('HSET', key, period, current, sum, string.format('%.0f', whole_cost))
  elseif current == known then add(key, sum, whole_cost) end
end
for i = 1, tonumber(ARGV[10]) do
  local share, window, money, cold = shares[i], KEYS[2 + 4 * i], KEYS[3 + 4 * i], KEYS[5 + 4 * i]
  if share and share.second > 0 and more_tokens ~= 0 then
    local slot = share.second % SLOTS
    local seen = redis.call('HMGET', window, 't', slot)
    local last = tonumber(seen[1])
    if last and share.second > last - SLOTS and share.second <= last then
      -- Less than was reserved is there when the clock went back in between.
      local more = math.max(more_tokens, -(tonumber(seen[2]) or 0))
      add(window, slot, more)
      add(window, 'n', more)
    end
  end
  local m = share and redis.call('HMGET', money, 'd', 'mo', 'ts') or {}
  if m[1] then -- money is counted here, perhaps only since after the admission
    if share.counted == 0 then
      count(money, 'd', 'ds', share.day, tonumber(m[1]))
      count(money, 'mo', 'ms', share.month, tonumber(m[2]))
    else
      if tonumber(m[1]) == share.day then add(money, 'ds', more_cost) end
      if tonumber(m[2]) == share.month then add(money, 'ms', more_cost) end
    end
    if m[3] then add(money, 'ts', share.counted == 2 and more_cost or whole_cost) end
    redis.call('HINCRBY', money, 'v', 1)
    share.counted = m[3] and 2 or 1
  end
  if share and share.day > 0 and not m[3] and redis.call('EXISTS', cold) == 1 then
    redis.call('HSET', cold, id, string.format('%.0f|%d|%d|%s', whole_cost, share.day, share.month, at))
    share.counted = 2
  end
  if i > 1 then redis.call('ZREM', KEYS[4 + 4 * i], id) end
end
redis.call('ZREM', open, id)
redis.call('HDEL', held, id)
if ARGV[11] and ARGV[11] ~= '0' then redis.call('SET', KEYS[#KEYS], ARGV[11], 'EX', 3600) end
if expires then
  for i, share in ipairs(shares) do
    shares[i] = share.second .. ',' .. share.day .. ',' .. share.month .. ',' .. share.counted
  end
  redis.call('SET', lost, head .. table.concat(shares, ';') .. sketch, 'EX', LOST_SECONDS)
elseif result == 2 then
  redis.call('DEL', lost)
end

-- what later callers with the same request id get
local fate = ARGV[5]
if fate == '' then return result end
local known = redis.call('HMGET', claim, 'r', 'w', 'o')
if known[1] == id then
  local keep, once = tonumber(ARGV[6]), tonumber(known[3])
  if once then
    local time = redis.call('TIME')
    keep = math.max(keep, 1, once - tonumber(time[1]) * 1000 - math.floor(tonumber(time[2]) / 1000))
    once = expires or ARGV[3] ~= '0' or ARGV[4] ~= '0' -- it may have cost something
  end
  if fate == 'kept' then
    redis.call('SET', answer, ARGV[7], 'PX', keep + LATE_MS)
    redis.call('HSET', claim, 's', 'done')
    redis.call('PEXPIRE', claim, keep)
  elseif fate == 'long' or once then
    redis.call('HSET', claim, 's', 'long')
    redis.call('PEXPIRE', claim, keep)
    if fate == 'shared' and known[2] then redis.call('SET', answer, ARGV[7], 'PX', SHARED_MS) end
  else
    redis.call('DEL', claim)
    if fate == 'shared' and known[2] then redis.call('SET', answer, ARGV[7], 'PX', SHARED_MS) end
  end
  if known[2] then redis.call('PUBLISH', ARGV[9], ARGV[8]) end
elseif expires then -- the claim ended with the lease, and whoever waited is still to be told
  redis.call('PUBLISH', ARGV[9], ARGV[8])
end
return result

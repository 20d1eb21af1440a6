-- settle_v1: takes a reservation out and corrects what it held to what the call came to; once, however often it is called.
-- KEYS  1 open, 2 held, 3 lost (hash: what expired reservations were charged), 4 claim, 5 answer of the reservation,
--       then for each scope: tokens, money, open; all as in admit_v2; then the mark of charge_v1
-- ARGV  1 reservation, 2 'end' or 'expire', 3 tokens, 4 cost,
--       5 what the claim becomes: '' nothing, 'kept', 'shared' with those who wait, 'long', 'forgotten', 6 ms to keep it,
--       7 answer, 8 message to those who wait, 9 their channel, 10 number of scopes, 11 1 when the call was served without
--       Redis, which had counted it all the same: then charge_v1 must not
-- reply 1 settled, 2 corrected what had expired, 0 nothing to do
-- An expired reservation stays charged at its estimate, and can be corrected for an hour.
local SLOTS, LOST_SECONDS = 61, 3600
local id, expires = ARGV[1], ARGV[2] == 'expire'
local open, held, lost, claim, answer = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]

-- read
local result, entry = 1, redis.call('HGET', held, id)
if not entry then
  if expires then return 0 end
  entry = redis.call('HGET', lost, id)
  if not entry then return 0 end
  result = 2
end
if expires then
  local time = redis.call('TIME')
  local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  local ends = redis.call('ZSCORE', open, id)
  if ends and tonumber(ends) > now then return 0 end
end
local at, tokens, cost, parts = string.match(entry, '^(%d+)|(%d+)|(%d+)|([^|]*)|')
tokens, cost = tonumber(tokens), tonumber(cost)
local shares = {}
for second, day, month in string.gmatch(parts, '(%d+),(%d+),(%d+)') do
  shares[#shares + 1] = {second = tonumber(second), day = day, month = month}
end

-- decide
local more_tokens, more_cost, whole_cost = 0, 0, tonumber(ARGV[4])
if not expires then more_tokens, more_cost = tonumber(ARGV[3]) - tokens, whole_cost - cost end

-- write
local function add(key, field, amount)
  if amount ~= 0 then redis.call('HINCRBY', key, field, string.format('%.0f', amount)) end
end
for i = 1, tonumber(ARGV[10]) do
  local k, share = 3 + 3 * i, shares[i]
  if share and not expires then
    if share.second > 0 and more_tokens ~= 0 then
      local last = tonumber(redis.call('HGET', KEYS[k], 't') or '')
      if last and share.second > last - SLOTS and share.second <= last then
        add(KEYS[k], share.second % SLOTS, more_tokens)
        add(KEYS[k], 'n', more_tokens)
      end
    end
    local m = redis.call('HMGET', KEYS[k + 1], 'd', 'mo', 'ts')
    if m[3] then -- money is counted here, perhaps only since after the admission
      if share.day ~= '0' then
        if m[1] == share.day then add(KEYS[k + 1], 'ds', more_cost) end
        if m[2] == share.month then add(KEYS[k + 1], 'ms', more_cost) end
        add(KEYS[k + 1], 'ts', more_cost)
      elseif result == 1 then
        if tonumber(m[1]) == math.floor(tonumber(at) / 86400000) then
          add(KEYS[k + 1], 'ds', whole_cost)
          add(KEYS[k + 1], 'ms', whole_cost)
        end
        add(KEYS[k + 1], 'ts', whole_cost)
      end
      redis.call('HINCRBY', KEYS[k + 1], 'v', 1)
    end
  end
  redis.call('ZREM', KEYS[k + 2], id)
end
redis.call('ZREM', open, id)
redis.call('HDEL', held, id)
if ARGV[11] == '1' then redis.call('SET', KEYS[#KEYS], 1, 'EX', 3600) end
if expires then
  redis.call('HSET', lost, id, entry)
  redis.call('EXPIRE', lost, LOST_SECONDS)
elseif result == 2 then
  redis.call('HDEL', lost, id)
end

-- what later callers with the same request id get
local fate = expires and 'forgotten' or ARGV[5]
if fate ~= '' then
  local known = redis.call('HMGET', claim, 'r', 'w')
  if known[1] == id then
    local waits = known[2] == '1'
    if fate == 'kept' then
      redis.call('SET', answer, ARGV[7], 'PX', ARGV[6])
      redis.call('HSET', claim, 's', 'done')
      redis.call('PEXPIRE', claim, ARGV[6])
    elseif fate == 'long' then
      redis.call('HSET', claim, 's', 'long')
      redis.call('PEXPIRE', claim, ARGV[6])
    else
      redis.call('DEL', claim)
      if fate == 'shared' and waits then redis.call('SET', answer, ARGV[7], 'PX', math.min(10000, tonumber(ARGV[6]))) end
    end
    if waits then redis.call('PUBLISH', ARGV[9], ARGV[8]) end
  end
end
return result

-- charge_v1: counts a call that was served while Redis did not answer; once, however often it is called.
-- KEYS  1 mark of the reservation, then for each scope: requests, money; as in admit_v2
-- ARGV  1 day, 2 month of the call (months since the year 0), 3 cost, 4 number of scopes
-- reply 1 counted, 0 it was before
-- What Redis does not know at all is not begun here: the next admission asks the ledger, which has this call.
if not redis.call('SET', KEYS[1], 1, 'NX', 'EX', 3600) then return 0 end

-- A later period than the known begins; an earlier one is over.
local function count(key, period, sum, current, known, amount)
  if tonumber(current) > tonumber(known) then redis.call('HSET', key, period, current, sum, amount)
  elseif current == known then redis.call('HINCRBY', key, sum, amount) end
end

for i = 1, tonumber(ARGV[4]) do
  local requests, money = KEYS[2 * i], KEYS[2 * i + 1]
  local day = redis.call('HGET', requests, 'd')
  if day then
    count(requests, 'd', 'dn', ARGV[1], day, 1)
    if ARGV[1] ~= day then redis.call('EXPIRE', requests, 172800) end
  end
  local m = redis.call('HMGET', money, 'd', 'mo', 'ts')
  if m[1] then
    count(money, 'd', 'ds', ARGV[1], m[1], ARGV[3])
    count(money, 'mo', 'ms', ARGV[2], m[2], ARGV[3])
    if m[3] then redis.call('HINCRBY', money, 'ts', ARGV[3]) end
    redis.call('HINCRBY', money, 'v', 1)
  end
end
return 1

-- charge_v1: counts a call that was served while Redis did not answer; once, however often it is called.
-- KEYS  1 mark of the reservation, then for each scope: requests, money; as in admit_v2
-- ARGV  1 day, 2 month of the call (months since the year 0), 3 cost, 4 number of scopes
-- reply 1 counted, 0 it was before
if not redis.call('SET', KEYS[1], 1, 'NX', 'EX', 3600) then return 0 end
for i = 1, tonumber(ARGV[4]) do
  local requests, money = KEYS[2 * i], KEYS[2 * i + 1]
  if redis.call('HGET', requests, 'd') == ARGV[1] then redis.call('HINCRBY', requests, 'dn', 1) end
  local m = redis.call('HMGET', money, 'd', 'mo', 'ts')
  if m[3] then
    if m[1] == ARGV[1] then redis.call('HINCRBY', money, 'ds', ARGV[3]) end
    if m[2] == ARGV[2] then redis.call('HINCRBY', money, 'ms', ARGV[3]) end
    redis.call('HINCRBY', money, 'ts', ARGV[3])
    redis.call('HINCRBY', money, 'v', 1)
  end
end
return 1

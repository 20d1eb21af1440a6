-- money_v1: what Redis believes was spent in the day, in the month and ever; changes nothing.
-- KEYS  1 money, 2 open; as in admit_v2
-- reply {now in ms, reservations under way, changes so far, day, spent on it, month, spent in it, spent in all}, {} when not known
local time = redis.call('TIME')
local m = redis.call('HMGET', KEYS[1], 'v', 'd', 'ds', 'mo', 'ms', 'ts')
if not m[6] then return {} end
return {
  tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000), redis.call('ZCARD', KEYS[2]),
  m[1] or '0', m[2] or '0', m[3] or '0', m[4] or '0', m[5] or '0', m[6],
}

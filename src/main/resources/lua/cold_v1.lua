-- cold_v1: begins to find out what a scope has spent in all, where Redis does not know; changes no sum.
-- KEYS  1 money, 2 cold, 3 held; as in admit_v2 and settle_v1
-- reply {now in ms, ms when the oldest of these was admitted, then the reservations under way and those that ended meanwhile},
--       {} when it is known
-- From now on settle_v1 writes down in cold what calls come to, so that seed_v1 can tell them from those that the ledger has.
local COLD_SECONDS = 600
if redis.call('HEXISTS', KEYS[1], 'ts') == 1 then return {} end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('HSETNX', KEYS[2], 's', now)
redis.call('EXPIRE', KEYS[2], COLD_SECONDS)
local reply = {now, now}
local function add(hash, at)
  local all = redis.call('HGETALL', hash)
  for i = 1, #all, 2 do
    local admitted = tonumber(string.match(all[i + 1], at))
    if admitted then
      reply[#reply + 1] = all[i]
      reply[2] = math.min(reply[2], admitted)
    end
  end
end
add(KEYS[3], '^(%d+)|')
add(KEYS[2], '|(%d+)$')
return reply

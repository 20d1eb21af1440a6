-- seed_v1: what a scope has spent in all, where Redis does not know: the sum of the ledger without some calls, and these calls.
-- KEYS  1 money, 2 cold, 3 held; as in cold_v1
-- ARGV  1 the scope's part of its keys, 2 day, 3 spent on it, 4 month, 5 spent in it, 6 spent in all,
--       7 seconds until it is forgotten, then the reservations whose rows are not in these sums
-- reply 1 set, 0 it is known, -1 calls began or ended since, which may be in the sums or not: ask again
-- Where day and month are known, they are counted already: what was lost is lost as a whole.
local word, day, month = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[4])
local known = redis.call('HMGET', KEYS[1], 'd', 'ts')
if known[2] then return 0 end
local periods = not known[1]
local told = {}
for i = 8, #ARGV do told[ARGV[i]] = true end
local sums = {day = tonumber(ARGV[3]), month = tonumber(ARGV[5]), total = tonumber(ARGV[6])}

local function count(cost, at_day, at_month)
  if at_day == day then sums.day = sums.day + cost end
  if at_month == month then sums.month = sums.month + cost end
end

-- what ended since
local ended = redis.call('HGETALL', KEYS[2])
for i = 1, #ended, 2 do
  local cost, at_day, at_month = string.match(ended[i + 1], '^(%d+)|(%d+)|(%d+)|')
  if cost then
    if not told[ended[i]] or tonumber(at_day) > day then return -1 end
    sums.total = sums.total + tonumber(cost)
    count(tonumber(cost), tonumber(at_day), tonumber(at_month))
  end
end

-- what is under way
local changed = {}
local more_day, more_month = 0, 0
local all = redis.call('HGETALL', KEYS[3])
for i = 1, #all, 2 do
  local head, cost, parts, sketch = string.match(all[i + 1], '^(%d+|%d+|(%d+)|)([^|]*)(.*)$')
  local position, index = 0, nil
  for scope in string.gmatch(string.match(sketch or '', '^|[^\31]*\31([^\31]*)') or '', '[^,]+') do
    position = position + 1
    if scope == word then index = position end
  end
  if index then
    local shares, at = {}, 0
    for share in string.gmatch(parts, '[^;]+') do
      at = at + 1
      if at == index then
        local second, at_day, at_month, counted = string.match(share, '^(%d+),(%d+),(%d+),(%d)$')
        if not told[all[i]] or tonumber(at_day) > day then return -1 end
        sums.total = sums.total + tonumber(cost)
        if periods or counted == '0' then
          if tonumber(at_day) == day then more_day = more_day + tonumber(cost) end
          if tonumber(at_month) == month then more_month = more_month + tonumber(cost) end
        end
        share = second .. ',' .. at_day .. ',' .. at_month .. ',2'
      end
      shares[at] = share
    end
    changed[#changed + 1] = {all[i], head .. table.concat(shares, ';') .. sketch}
  end
end

-- write
local function text(sum) return string.format('%.0f', sum) end
redis.call('HSET', KEYS[1], 'ts', text(sums.total))
if periods then
  redis.call('HSET', KEYS[1], 'd', day, 'ds', text(sums.day + more_day), 'mo', month, 'ms', text(sums.month + more_month))
else
  local current = redis.call('HMGET', KEYS[1], 'd', 'mo')
  if tonumber(current[1]) == day then redis.call('HINCRBY', KEYS[1], 'ds', text(more_day)) end
  if tonumber(current[2]) == month then redis.call('HINCRBY', KEYS[1], 'ms', text(more_month)) end
end
for _, entry in ipairs(changed) do redis.call('HSET', KEYS[3], entry[1], entry[2]) end
redis.call('HINCRBY', KEYS[1], 'v', 1)
redis.call('EXPIRE', KEYS[1], ARGV[7])
redis.call('DEL', KEYS[2])
return 1

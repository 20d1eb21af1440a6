-- admit_v2: admits one request under all limits of the tenant and of its user, feature, plugin and role, or under none.
-- KEYS  1 open   sorted set: reservations under way, by the end of their lease in ms
--       2 held   hash: what each of them holds, see the end of this script
--       3 claim  hash of the caller's request id: h hash of the body, r its reservation, s '' | done | long, w somebody waits,
--                o until when in ms it holds whatever becomes of the call, unless that costs nothing
--       then for each scope, the tenant first:
--       requests hash: t latest second, n requests in the seconds t-60 .. t, 0..60 those of one second each (at second mod 61),
--                d, dn UTC day and its requests
--       tokens   hash: t, n, 0..60, likewise
--       money    hash, in nano-dollars: d, ds day and what was spent on it; mo, ms month likewise; ts in all, where that is
--                known: at the tenant, and where a total is limited; v changes so far
--       open     sorted set as above, of the scope's own
-- ARGV  1 reservation, 2 lease in ms, 3 tokens, 4 cost, 5 hash of the body or '', 6 sketch of the call, 7 number of scopes,
--       then for each: requests a minute, requests a day, tokens a minute, requests at once, budget of day, month, total; '' is none;
--       then '', or for how many ms the claim holds whatever becomes of the call, then 1 when a lease that is over means a dead process:
--       not just after Redis was away, when nobody could renew any
-- A call whose lease is over is joined by nobody: the next with its request id is a new one.
-- reply {1, now in ms, left in the minute, ms until it is empty, tokens left or -1, ms until they are all back, budget left or -1}
--       {0, now in ms, limit 1..7 in the order above, scope, ms until it frees or -1 (a month: 0), left, ms, tokens left or -1, ms}
--       {2, reservation that came first} {3} its answer was not kept {4} another body {5, now in ms, scope} its money is not known
-- Any 60 s touch at most 61 seconds of the clock, so counting 61 of them never lets more than the limit through in a window,
-- at the price of freeing a place up to 1 s late. A scope has at most 65 + 63 + 6 small fields. Sums stay exact below 2^53.
-- A clock that goes back by up to 61 s, or over midnight, changes nothing until it has caught up; one that goes back further
-- was wrong before, and what was counted in its future is forgotten.
-- Change what it does or returns? Copy it to _v3: an old process may still call this one.
local SLOTS, WINDOW_SECONDS, DAY_SECONDS, DAY_MS, ARGS = 61, 150, 86400, 86400000, 7
-- Longer than any month, and than any time that all processes are down.
local KEEP_SECONDS = 40 * DAY_SECONDS
-- A process that was only cut off from Redis for a while has this long to renew its leases first.
local DEAD_MS = 2000

-- read
local time = redis.call('TIME')
local clock = tonumber(time[1])
local now = clock * 1000 + math.floor(tonumber(time[2]) / 1000)
local today = math.floor(clock / DAY_SECONDS)
local id, lease, tokens, cost, body = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5]
local open, held, claim = KEYS[1], KEYS[2], KEYS[3]

if body ~= '' then
  local known = redis.call('HMGET', claim, 'h', 'r', 's', 'o')
  if known[1] then
    if known[1] ~= body then return {4} end
    if known[3] == 'long' then return {3} end
    local ends = known[3] == '' and (tonumber(redis.call('ZSCORE', open, known[2])) or math.huge)
    -- Its process is dead. What it asked for may have cost something, so a claim that holds in any case still does.
    if ends and ends + DEAD_MS < now and ARGV[9 + ARGS * tonumber(ARGV[7])] == '1' then
      if (tonumber(known[4]) or 0) > now then return {3} end
      redis.call('HDEL', claim, 'w', 'o')
    else
      if ends then redis.call('HSET', claim, 'w', 1) end
      return {2, known[2]}
    end
  end
end

-- Months since the year 0 (H. Hinnant, "chrono-compatible low-level date algorithms").
local function month_of(day)
  local z = day + 719468
  local era = math.floor(z / 146097)
  local doe = z - era * 146097
  local yoe = math.floor((doe - math.floor(doe / 1460) + math.floor(doe / 36524) - math.floor(doe / 146096)) / 365)
  local doy = doe - (365 * yoe + math.floor(yoe / 4) - math.floor(yoe / 100))
  local mp = math.floor((5 * doy + 2) / 153)
  local month = mp < 10 and mp + 3 or mp - 9
  return (yoe + era * 400 + (month <= 2 and 1 or 0)) * 12 + month
end

-- The period that holds, and what it has seen. The clock can go back (a failover): a little, and the later period stays.
local function period(known, current, sum)
  known = tonumber(known)
  if known == current or (known and known == current + 1) then return known, tonumber(sum) or 0 end
  return current, 0
end

local function window(key, seen)
  local last, sec, count = tonumber(seen[1]), clock, tonumber(seen[2]) or 0
  if last and sec < last then
    -- A little back: stay at the latest second seen. A lot: that second was wrong.
    if last - sec <= SLOTS then sec = last else last = sec - SLOTS end
  end
  local stale = {}
  if last then
    for second = math.max(last + 1, sec - SLOTS + 1), sec do stale[#stale + 1] = second % SLOTS end
    if #stale == SLOTS then
      count = 0
    elseif #stale > 0 then
      for _, old in ipairs(redis.call('HMGET', key, unpack(stale))) do count = count - (tonumber(old) or 0) end
    end
  end
  return {key = key, last = last, sec = sec, stale = stale, count = count}
end

-- Ms until the amount fits. One HGETALL is cheaper than an HMGET of 61 fields, which Redis looks up one by one.
local function until_fits(w, limit, amount)
  local all, slots, left = redis.call('HGETALL', w.key), {}, w.count
  for i = 1, #all, 2 do slots[all[i]] = tonumber(all[i + 1]) end
  for second = w.sec - SLOTS + 1, w.last or 0 do
    left = left - (slots[tostring(second % SLOTS)] or 0)
    if left + amount <= limit then return math.max(1, (second + SLOTS) * 1000 - now) end
  end
  return (w.sec + SLOTS) * 1000 - now -- more than the limit
end

-- Ms until the window is empty if nothing more comes.
local function until_empty(w)
  return w.count > 0 and (w.last + SLOTS) * 1000 - now or 0
end

-- decide
local scopes, denied, left = {}, nil, nil
local spends = false
for i = 1, tonumber(ARGV[7]) do
  local a, k = ARGS * i, 4 * i
  local s = {
    rpm = tonumber(ARGV[a + 1]), rpd = tonumber(ARGV[a + 2]), tpm = tonumber(ARGV[a + 3]), many = tonumber(ARGV[a + 4]),
    day = tonumber(ARGV[a + 5]), month = tonumber(ARGV[a + 6]), total = tonumber(ARGV[a + 7]),
    requests = KEYS[k], tokens = KEYS[k + 1], money = KEYS[k + 2], open = KEYS[k + 3],
  }
  s.budget = s.day or s.month or s.total
  spends = spends or s.budget
  scopes[i] = s
end
local this_month = month_of(today)
for i, s in ipairs(scopes) do
  if s.rpm or s.rpd then
    local seen = redis.call('HMGET', s.requests, 't', 'n', 'd', 'dn')
    s.w = window(s.requests, seen)
    s.new_day = tonumber(seen[3]) ~= today
    s.d, s.dn = period(seen[3], today, seen[4])
  end
  if s.tpm then s.tw = window(s.tokens, redis.call('HMGET', s.tokens, 't', 'n')) end
  if s.budget or (i == 1 and spends) then
    local m = redis.call('HMGET', s.money, 'd', 'ds', 'mo', 'ms', 'ts', 'v')
    if not m[5] and (i == 1 or s.total) then return {5, now, i} end
    s.paid = true
    s.md, s.ds = period(m[1], today, m[2])
    s.mo, s.ms = period(m[3], this_month, m[4])
    s.ts, s.v = tonumber(m[5]), tonumber(m[6]) or 0
    local room
    if s.total then room = s.total - s.ts end
    if s.month then room = math.min(room or s.month - s.ms, s.month - s.ms) end
    if s.day then room = math.min(room or s.day - s.ds, s.day - s.ds) end
    if room then left = math.min(left or room, room) end
  end
  local limit
  if s.total and s.ts + cost > s.total then limit = 7
  elseif s.month and s.ms + cost > s.month then limit = 6
  elseif s.day and s.ds + cost > s.day then limit = 5
  elseif s.rpd and s.dn + 1 > s.rpd then limit = 2
  elseif s.tpm and s.tw.count + tokens > s.tpm then limit = 3
  elseif s.rpm and s.w.count + 1 > s.rpm then limit = 1
  elseif s.many and redis.call('ZCOUNT', s.open, '(' .. now, '+inf') + 1 > s.many then limit = 4 end
  if limit then
    denied = {limit = limit, scope = i}
    break
  end
end

local tenant = scopes[1]
if denied then
  local s, limit, wait = scopes[denied.scope], denied.limit, -1
  if limit == 1 or limit == 3 then
    wait = 0
    if limit == 3 then wait = until_fits(s.tw, s.tpm, tokens) end
    if s.rpm and s.w.count + 1 > s.rpm then wait = math.max(wait, until_fits(s.w, s.rpm, 1)) end
  elseif limit == 2 then wait = (s.d + 1) * DAY_MS - now
  elseif limit == 5 and cost <= s.day then wait = (s.md + 1) * DAY_MS - now
  elseif limit == 6 and cost <= s.month then wait = 0 end
  local reply = {0, now, limit, denied.scope, wait, 0, 0, -1, 0}
  if tenant.rpm then
    reply[6], reply[7] = math.max(0, tenant.rpm - tenant.w.count), until_empty(tenant.w)
  end
  if tenant.tpm then
    reply[8], reply[9] = math.max(0, tenant.tpm - tenant.tw.count), until_empty(tenant.tw)
  end
  return reply
end

-- write
local shares = {}
for i, s in ipairs(scopes) do
  local second, day, month, counted = 0, today, this_month, 0
  if s.w then
    if #s.w.stale > 0 then redis.call('HDEL', s.requests, unpack(s.w.stale)) end
    redis.call('HSET', s.requests, 't', s.w.sec, 'n', s.w.count + 1, 'd', s.d, 'dn', s.dn + 1)
    redis.call('HINCRBY', s.requests, s.w.sec % SLOTS, 1)
    if i > 1 then redis.call('EXPIRE', s.requests, s.rpd and (s.d + 1) * DAY_SECONDS - clock + WINDOW_SECONDS or WINDOW_SECONDS)
    elseif s.new_day then redis.call('EXPIRE', s.requests, 2 * DAY_SECONDS) end
  end
  if s.tw then
    if #s.tw.stale > 0 then redis.call('HDEL', s.tokens, unpack(s.tw.stale)) end
    redis.call('HSET', s.tokens, 't', s.tw.sec, 'n', s.tw.count + tokens)
    redis.call('HINCRBY', s.tokens, s.tw.sec % SLOTS, tokens)
    redis.call('EXPIRE', s.tokens, WINDOW_SECONDS)
    second = s.tw.sec
  end
  if s.paid then
    local spent = {'d', s.md, 'ds', s.ds + cost, 'mo', s.mo, 'ms', s.ms + cost, 'v', s.v + 1}
    if s.ts then spent[11], spent[12] = 'ts', s.ts + cost end
    redis.call('HSET', s.money, unpack(spent))
    redis.call('EXPIRE', s.money, (i == 1 or s.month or s.total) and KEEP_SECONDS or (s.md + 1) * DAY_SECONDS - clock + WINDOW_SECONDS)
    day, month, counted = s.md, s.mo, s.ts and 2 or 1
  end
  if i > 1 and s.many then
    redis.call('ZADD', s.open, now + lease, id)
    redis.call('EXPIRE', s.open, KEEP_SECONDS)
  end
  shares[i] = second .. ',' .. day .. ',' .. month .. ',' .. counted
end
redis.call('ZADD', open, now + lease, id)
-- at | tokens | cost | of each scope: second of the tokens (0: not counted), day and month of the money,
-- how far it counts (0 not, 1 in day and month, 2 in all) | sketch of the call
redis.call('HSET', held, id, now .. '|' .. ARGV[3] .. '|' .. ARGV[4] .. '|' .. table.concat(shares, ';') .. '|' .. ARGV[6])
redis.call('EXPIRE', open, KEEP_SECONDS)
redis.call('EXPIRE', held, KEEP_SECONDS)
if body ~= '' then
  redis.call('HSET', claim, 'h', body, 'r', id, 's', '')
  local once = tonumber(ARGV[ARGS * (#scopes + 1) + 1])
  if once then redis.call('HSET', claim, 'o', now + once) end
  redis.call('PEXPIRE', claim, math.max(lease * 2, once or 0)) -- longer than the lease, so that its end can wake who waits
end
return {
  1, now,
  tenant.rpm and tenant.rpm - tenant.w.count - 1 or -1, tenant.rpm and (tenant.w.sec + SLOTS) * 1000 - now or 0,
  tenant.tpm and tenant.tpm - tenant.tw.count - tokens or -1, tenant.tpm and (tenant.tw.sec + SLOTS) * 1000 - now or 0,
  left and left - cost or -1,
}

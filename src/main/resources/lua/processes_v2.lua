-- processes_v2: a process says that it is there, and hears of the others.
-- KEYS  1 sorted set: processes by when they were last heard of, in ms; below 0 when they said that they go
-- ARGV  1 process, 2 ms of silence after which one is forgotten, 3 'here' again, 'joins', or 'gone'
-- reply {1 when it is among them, else 0, how many are, each of them, then those that said that they go}
-- Redis that has lost its data knows nobody. So whoever is not among them first tells it what it should know, and then joins:
-- who is among them has nothing left to tell.
local id, silence = ARGV[1], tonumber(ARGV[2])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], 0, now - silence)
redis.call('ZREMRANGEBYSCORE', KEYS[1], silence - now, 0)
local known = tonumber(redis.call('ZSCORE', KEYS[1], id) or '0') > 0
if ARGV[3] == 'gone' then redis.call('ZADD', KEYS[1], -now, id)
elseif known or ARGV[3] == 'joins' then redis.call('ZADD', KEYS[1], now, id) end
redis.call('PEXPIRE', KEYS[1], silence * 2)
local there = redis.call('ZRANGEBYSCORE', KEYS[1], '(0', '+inf')
local reply = {(known or ARGV[3] == 'joins') and ARGV[3] ~= 'gone' and 1 or 0, #there}
for _, one in ipairs(there) do reply[#reply + 1] = one end
for _, one in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(0')) do reply[#reply + 1] = one end
return reply

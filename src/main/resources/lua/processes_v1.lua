-- processes_v1: a process says that it is alive, or that it goes.
-- KEYS  1 sorted set: processes by when they were last heard of, in ms
-- ARGV  1 process, 2 ms of silence after which one is taken for dead, 3 'here' or 'gone'
-- reply how many are alive
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
if ARGV[3] == 'gone' then
  redis.call('ZREM', KEYS[1], ARGV[1])
else
  redis.call('ZADD', KEYS[1], now, ARGV[1])
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - tonumber(ARGV[2]))
redis.call('PEXPIRE', KEYS[1], tonumber(ARGV[2]) * 2)
return redis.call('ZCARD', KEYS[1])

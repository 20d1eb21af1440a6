-- lock_v1: takes a lock, keeps it longer, or gives it back; only its owner can do the last two.
-- KEYS  1 lock
-- ARGV  1 owner, 2 ms that it lasts; 0 gives it back
-- reply 1 the owner has it, 0 not
local owner = redis.call('GET', KEYS[1])
if ARGV[2] == '0' then
  if owner == ARGV[1] then redis.call('DEL', KEYS[1]) end
  return 0
end
if owner == ARGV[1] then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return 1
end
return redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) and 1 or 0

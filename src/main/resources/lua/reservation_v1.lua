-- reservation_v1: what a reservation holds, or was charged when it expired; changes nothing.
-- KEYS  1 held, 2 lost; as in settle_v1
-- ARGV  1 reservation
-- reply the entry, or '' when there is none
return redis.call('HGET', KEYS[1], ARGV[1]) or redis.call('GET', KEYS[2]) or ''

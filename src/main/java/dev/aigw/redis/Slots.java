package dev.aigw.redis;

import java.nio.charset.StandardCharsets;

/** The hash slots of Redis Cluster: which of them a key belongs to. */
final class Slots {
    static final int COUNT = 16_384;
    private static final int POLYNOMIAL = 0x1021;

    private Slots() {}

    /** Of a key with something in braces only that counts. */
    static int of(String key) {
        int open = key.indexOf('{');
        int close = open < 0 ? -1 : key.indexOf('}', open);
        String hashed = close > open + 1 ? key.substring(open + 1, close) : key;
        return crc16(hashed.getBytes(StandardCharsets.UTF_8)) % COUNT;
    }

    /** CRC-16/XMODEM. */
    private static int crc16(byte[] bytes) {
        int crc = 0;
        for (byte next : bytes) {
            crc ^= (next & 0xff) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ POLYNOMIAL;
            }
            crc &= 0xffff;
        }
        return crc;
    }
}

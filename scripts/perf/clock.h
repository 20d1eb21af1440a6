/* clock.h - microseconds of the one clock that load and upstream share, so that their times can be subtracted. */
#pragma once
#include <stdint.h>
#include <time.h>

static uint64_t now_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000ull + t.tv_nsec / 1000;
}

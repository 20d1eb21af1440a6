/* measure.h - latency histograms, and the CPU and memory of other processes, read without touching them. */
#pragma once
#include "clock.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- histograms: buckets of 1/64 of their power of two, so that a quantile is at most 1.6 % off ---- */

#define BUCKETS (64 * 60)

typedef struct {
    uint64_t bucket[BUCKETS], count, max;
} Histogram;

static void add(Histogram *h, uint64_t us) {
    int shift = us < 128 ? 0 : 57 - __builtin_clzll(us);
    h->bucket[64 * shift + (us >> shift)]++;
    h->count++;
    if (us > h->max) h->max = us;
}

static uint64_t quantile(const Histogram *h, double q) {
    uint64_t wanted = h->count * q, seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
        seen += h->bucket[i];
        if (seen <= wanted) continue;
        int shift = i < 128 ? 0 : i / 64 - 1;
        uint64_t middle = ((uint64_t)(i - 64 * shift) << shift) + ((1ull << shift) >> 1);
        return middle < h->max ? middle : h->max;
    }
    return h->max;
}

static void print_histogram(const char *name, const Histogram *h) {
    printf(",\"%s_p50_us\":%lu,\"%s_p90_us\":%lu,\"%s_p99_us\":%lu,\"%s_max_us\":%lu", name, quantile(h, .5), name,
           quantile(h, .9), name, quantile(h, .99), name, h->max);
}

/* ---- processes; `pids` is a list like 12,34 ---- */

static const char *next_pid(const char *pids) {
    pids += strcspn(pids, ",");
    return pids + (*pids == ',');
}

static double clock_seconds(clockid_t clock) {
    struct timespec t;
    return clock_gettime(clock, &t) ? 0 : t.tv_sec + t.tv_nsec / 1e9;
}

/* The process's CPU clock has the nanoseconds of /proc/PID/task/(all)/schedstat, and keeps those of ended threads. */
static double cpu_seconds(const char *pids) {
    double sum = 0;
    clockid_t clock;
    for (const char *p = pids; *p; p = next_pid(p))
        if (!clock_getcpuclockid(atoi(p), &clock)) sum += clock_seconds(clock);
    return sum;
}

static long rss_kb(const char *pids) {
    long sum = 0, kb;
    for (const char *p = pids; *p; p = next_pid(p)) {
        char path[64], line[256];
        snprintf(path, sizeof path, "/proc/%d/status", atoi(p));
        FILE *file = fopen(path, "r");
        while (file && fgets(line, sizeof line, file))
            if (sscanf(line, "VmRSS: %ld", &kb) == 1) sum += kb;
        if (file) fclose(file);
    }
    return sum;
}

/* What the whole machine worked, to tell how much of it was somebody else's. */
static double machine_seconds(void) {
    unsigned long user, nice, kernel, idle, wait, irq, softirq;
    FILE *file = fopen("/proc/stat", "r");
    int fields = file ? fscanf(file, "cpu %lu %lu %lu %lu %lu %lu %lu", &user, &nice, &kernel, &idle, &wait, &irq, &softirq) : 0;
    if (file) fclose(file);
    return fields == 7 ? (double)(user + nice + kernel + irq + softirq) / sysconf(_SC_CLK_TCK) : 0;
}

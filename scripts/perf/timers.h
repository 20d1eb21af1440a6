/* timers.h - a binary heap of timers, the earliest first, exact to the microsecond. */
#pragma once
#include <stdint.h>

#define MAX_TIMERS 65536

typedef struct {
    int place; /* in the heap; -1 when not running */
    uint64_t due;
    void *owner;
} Timer;

static Timer *timers[MAX_TIMERS];
static int timer_count;

static void place(int i, Timer *t) {
    timers[i] = t;
    t->place = i;
}

static void sift(int i) {
    Timer *t = timers[i];
    for (int up; i && timers[up = (i - 1) / 2]->due > t->due; i = up) place(i, timers[up]);
    for (int down; (down = 2 * i + 1) < timer_count; i = down) {
        if (down + 1 < timer_count && timers[down + 1]->due < timers[down]->due) down++;
        if (timers[down]->due >= t->due) break;
        place(i, timers[down]);
    }
    place(i, t);
}

static void stop_timer(Timer *t) {
    int i = t->place;
    if (i < 0) return;
    t->place = -1;
    if (i == --timer_count) return;
    place(i, timers[timer_count]);
    sift(i);
}

static void start_timer(Timer *t, uint64_t due) {
    stop_timer(t);
    t->due = due;
    place(timer_count++, t);
    sift(t->place);
}

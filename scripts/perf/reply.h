/* reply.h - reads one HTTP/1.1 reply, a piece at a time, and what matters in an SSE stream inside it. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define STAMP_DIGITS 16 /* upstream.c writes #microseconds# into every chunk of text */

enum Part { HEAD, SIZED, CHUNK_SIZE, CHUNK, CHUNK_END, TRAILER, DONE };

typedef struct {
    enum Part part;
    char head[8192];
    size_t head_length, left, line_length;
    int status;
    bool closing; /* the server will close the connection */
    char tail[33]; /* the last bytes of the body */
    int stamp_digits; /* -1: no # seen */
    uint64_t stamp;
} Reply;

/* Called for every chunk of text, with the time at which upstream sent it. */
typedef void OnChunk(void *owner, uint64_t sent_us);

static void reply_reset(Reply *r) {
    r->part = HEAD;
    r->head_length = 0;
    r->status = 0;
    r->stamp_digits = -1;
    r->tail[0] = 0;
}

static bool ends_with(const char *text, const char *end) {
    size_t n = strlen(text), m = strlen(end);
    return n >= m && !strcmp(text + n - m, end);
}

/* A connection that ends proves nothing: only these do. */
static bool stream_finished(Reply *r) {
    size_t n = strlen(r->tail);
    while (n && strchr("\r\n ", r->tail[n - 1])) r->tail[--n] = 0;
    return ends_with(r->tail, "[DONE]") || ends_with(r->tail, "\"message_stop\"}");
}

static void keep_tail(Reply *r, const char *p, size_t n) {
    size_t room = sizeof r->tail - 1, kept = strlen(r->tail);
    if (n > room) p += n - room, n = room;
    size_t drop = kept + n > room ? kept + n - room : 0;
    memmove(r->tail, r->tail + drop, kept - drop);
    memcpy(r->tail + kept - drop, p, n);
    r->tail[kept - drop + n] = 0;
}

static void find_stamps(Reply *r, const char *p, size_t n, OnChunk *on_chunk, void *owner) {
    for (; n; p++, n--) {
        bool digit = *p >= '0' && *p <= '9';
        if (*p == '#' && r->stamp_digits == STAMP_DIGITS) {
            on_chunk(owner, r->stamp);
            r->stamp_digits = -1;
        } else if (*p == '#') {
            r->stamp = r->stamp_digits = 0;
        } else if (r->stamp_digits >= 0 && r->stamp_digits < STAMP_DIGITS && digit) {
            r->stamp = r->stamp * 10 + (*p - '0');
            r->stamp_digits++;
        } else r->stamp_digits = -1;
    }
}

static void read_head(Reply *r) {
    r->status = atoi(r->head + 9);
    if (r->status < 0 || r->status > 599) r->status = 0;
    r->closing = false;
    r->left = 0;
    r->part = DONE; /* no length means no body */
    for (char *line = r->head; (line = strchr(line, '\n'));) {
        line++;
        if (!strncasecmp(line, "content-length:", 15)) {
            r->left = strtoul(line + 15, 0, 10);
            r->part = r->left ? SIZED : DONE;
        } else if (!strncasecmp(line, "transfer-encoding: chunked", 26)) r->part = CHUNK_SIZE;
        else if (!strncasecmp(line, "connection: close", 17)) r->closing = true;
    }
}

/* Returns how many bytes belonged to the head; 0 when it is too long. */
static size_t feed_head(Reply *r, const char *p, size_t n) {
    size_t before = r->head_length, room = sizeof r->head - 1 - before, taken = n < room ? n : room;
    memcpy(r->head + before, p, taken);
    r->head_length += taken;
    char *end = memmem(r->head, r->head_length, "\r\n\r\n", 4);
    if (!end) return taken;
    end[2] = 0;
    read_head(r);
    return end + 4 - r->head - before;
}

static void feed_framing(Reply *r, char ch) {
    char lower = ch | 32;
    switch (r->part) {
    case CHUNK_SIZE:
        if (ch >= '0' && ch <= '9') r->left = r->left * 16 + (ch - '0');
        else if (lower >= 'a' && lower <= 'f') r->left = r->left * 16 + (lower - 'a' + 10);
        else if (ch == '\n') {
            r->part = r->left ? CHUNK : TRAILER;
            r->line_length = 0;
        }
        break;
    case CHUNK_END:
        if (ch == '\n') r->part = CHUNK_SIZE;
        break;
    default: /* TRAILER: ends with an empty line */
        if (ch == '\n' && !r->line_length) r->part = DONE;
        else if (ch != '\r') r->line_length = ch == '\n' ? 0 : r->line_length + 1;
    }
}

/* False: these bytes are not the reply that was asked for. The reply is whole once part is DONE. */
static bool reply_feed(Reply *r, const char *p, size_t n, OnChunk *on_chunk, void *owner) {
    while (n) {
        size_t taken = 1;
        if (r->part == DONE) return false;
        if (r->part == HEAD) taken = feed_head(r, p, n);
        else if (r->part == SIZED || r->part == CHUNK) {
            taken = n < r->left ? n : r->left;
            if (on_chunk) {
                find_stamps(r, p, taken, on_chunk, owner);
                keep_tail(r, p, taken);
            }
            r->left -= taken;
            if (!r->left) r->part = r->part == SIZED ? DONE : CHUNK_END;
        } else feed_framing(r, *p);
        if (!taken) return false;
        p += taken;
        n -= taken;
    }
    return true;
}

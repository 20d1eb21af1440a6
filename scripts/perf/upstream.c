/*
 * upstream - a mock model provider on loopback, cheap enough never to be what is measured.
 *
 *   upstream PORT [key=value,...]     PORT 0 takes a free one; the first line on stdout is the port
 *
 * Answers POST .../chat/completions in OpenAI's dialect and POST .../messages in Anthropic's, whole or streamed as the
 * body's "stream" says; OpenAI's usage chunk comes only when "include_usage" asks for it, as in real life.
 * GET /__stats counts what happened. Requests need a content-length.
 *
 * Keys, for all requests on the command line, or for one request in its header `x-upstream: key=value,...` or in its
 * model name after a ';' (which survives a gateway): "gpt-4o-mini;chunks=100,gap=20"
 *   text     bytes of text in a whole answer (600)       status   answer with this error instead (0: do not)
 *   chunks   chunks in a stream (20)                     percent  share of requests that get `status` (100)
 *   size     bytes of text in a chunk (20, at least 18)  hang     percentage that are never answered (0)
 *   gap      mean milliseconds between chunks (0)        cut      reset the connection after so many chunks, or half
 *   wait     milliseconds before the answer (0)                   way through a whole answer (0: do not)
 *
 * Every chunk's text starts with #microseconds# of CLOCK_MONOTONIC, so that its reader can tell how long it travelled.
 * Build: gcc -O2 -Wall -o upstream upstream.c
 */
#define _GNU_SOURCE
#include "clock.h"
#include "plan.h"
#include "timers.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct {
    int fd;
    Timer timer;
    enum { IDLE, WAITING, STREAMING, HANGING } state;
    char *in, *out; /* out: what the socket would not take yet */
    size_t in_length, in_capacity, out_length, out_sent;
    Plan plan;
    Asked asked;
    bool anthropic;
    int chunks_sent;
} Connection;

static Plan defaults = {.text = 600, .chunks = 20, .size = 20, .percent = 100};
static struct { uint64_t requests, whole, streams, chunks, failed, hung, cut, abandoned, bad, connections, open; } stats;
static int poller;
static char filler[MAX_TEXT];

/* ---- sending ---- */

static void hang_up(Connection *c, bool reset) {
    if (reset) {
        struct linger linger = {1, 0};
        setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    }
    stop_timer(&c->timer);
    close(c->fd);
    c->fd = -1; /* freed by main, which may still hold it */
    stats.open--;
}

static void watch(Connection *c, uint32_t events) {
    struct epoll_event event = {events, {.ptr = c}};
    epoll_ctl(poller, EPOLL_CTL_MOD, c->fd, &event);
}

static void send_bytes(Connection *c, const char *bytes, size_t n) {
    if (!c->out) {
        ssize_t sent = send(c->fd, bytes, n, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN) return; /* shows again when the connection is read */
        if (sent > 0) bytes += sent, n -= sent;
        if (!n) return;
        watch(c, EPOLLIN | EPOLLOUT);
    }
    c->out = realloc(c->out, c->out_length + n);
    memcpy(c->out + c->out_length, bytes, n);
    c->out_length += n;
}

static void send_pending(Connection *c) {
    ssize_t sent = send(c->fd, c->out + c->out_sent, c->out_length - c->out_sent, MSG_NOSIGNAL);
    if (sent > 0) c->out_sent += sent;
    if (c->out_sent < c->out_length) return;
    free(c->out);
    c->out = 0;
    c->out_length = c->out_sent = 0;
    watch(c, EPOLLIN);
}

static void send_whole(Connection *c, int status, const char *body, size_t n) {
    static char reply[MAX_TEXT + 4096];
    int head = sprintf(reply, "HTTP/1.1 %d %s\r\ncontent-type: application/json\r\nx-request-id: req_%lu\r\n%scontent-length: %zu\r\n\r\n",
                       status, status == 200 ? "OK" : "Error", stats.requests, status == 429 || status == 503 ? "retry-after: 1\r\n" : "", n);
    bool cut = c->plan.cut > 0;
    memcpy(reply + head, body, n);
    send_bytes(c, reply, head + (cut ? n / 2 : n));
    c->state = IDLE;
    if (!cut) return;
    stats.cut++;
    hang_up(c, true);
}

/* One HTTP chunk in one send: what a provider's event usually is on the wire. */
static void send_chunk(Connection *c, const char *format, ...) {
    static char chunk[MAX_TEXT + 4096];
    const int room = 10; /* the chunk's length is written before it, once it is known */
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(chunk + room, sizeof chunk - room - 2, format, arguments);
    va_end(arguments);
    char size[room];
    int digits = snprintf(size, sizeof size, "%x\r\n", n);
    memcpy(chunk + room - digits, size, digits);
    memcpy(chunk + room + n, "\r\n", 2);
    send_bytes(c, chunk + room - digits, digits + n + 2);
}

/* ---- answers ---- */

static void answer_error(Connection *c, int status, const char *message) {
    char body[512];
    const char *format = c->anthropic ? "{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"%s\"}}"
                                      : "{\"error\":{\"message\":\"%s\",\"type\":\"server_error\",\"param\":null,\"code\":null}}";
    send_whole(c, status, body, snprintf(body, sizeof body, format, message));
}

static void answer_whole(Connection *c) {
    static char body[MAX_TEXT + 2048];
    int text = c->plan.text, tokens = text / 4 + 1;
    const char *format = c->anthropic
        ? "{\"id\":\"msg_%lu\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"%s\",\"content\":[{\"type\":\"text\",\"text\":\"%.*s\"}],"
          "\"stop_reason\":\"end_turn\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":25,\"output_tokens\":%d}}"
        : "{\"id\":\"chatcmpl-%lu\",\"object\":\"chat.completion\",\"created\":1760000000,\"model\":\"%s\",\"choices\":[{\"index\":0,"
          "\"message\":{\"role\":\"assistant\",\"content\":\"%.*s\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
          "\"usage\":{\"prompt_tokens\":25,\"completion_tokens\":%d,\"total_tokens\":%d},\"system_fingerprint\":\"fp_mock\"}";
    stats.whole++;
    send_whole(c, 200, body, snprintf(body, sizeof body, format, stats.requests, c->asked.model, text, filler, tokens, tokens + 25));
}

#define OPENAI_CHUNK "data: {\"id\":\"chatcmpl-mock\",\"object\":\"chat.completion.chunk\",\"created\":1760000000,\"model\":\"%s\",\"choices\":"
#define ANTHROPIC(name) "event: " name "\ndata: {\"type\":\"" name "\""

static void begin_stream(Connection *c) {
    char head[256];
    send_bytes(c, head, sprintf(head, "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\n"
                                      "x-request-id: req_%lu\r\ntransfer-encoding: chunked\r\n\r\n", stats.requests));
    if (c->anthropic)
        send_chunk(c, ANTHROPIC("message_start") ",\"message\":{\"id\":\"msg_mock\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"%s\","
                      "\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":25,\"output_tokens\":1}}}\n\n"
                      ANTHROPIC("content_block_start") ",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n"
                      ANTHROPIC("ping") "}\n\n", c->asked.model);
    stats.streams++;
    c->chunks_sent = 0;
    c->state = STREAMING;
}

static void send_text(Connection *c) {
    int rest = c->plan.size - STAMP_LENGTH;
    if (c->anthropic)
        send_chunk(c, ANTHROPIC("content_block_delta") ",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"#%016lu#%.*s\"}}\n\n",
                   now_us(), rest, filler);
    else
        send_chunk(c, OPENAI_CHUNK "[{\"index\":0,\"delta\":{%s\"content\":\"#%016lu#%.*s\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n",
                   c->asked.model, c->chunks_sent ? "" : "\"role\":\"assistant\",", now_us(), rest, filler);
    c->chunks_sent++;
    stats.chunks++;
}

static void end_stream(Connection *c) {
    int tokens = c->chunks_sent;
    if (c->anthropic)
        send_chunk(c, ANTHROPIC("content_block_stop") ",\"index\":0}\n\n"
                      ANTHROPIC("message_delta") ",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":%d}}\n\n"
                      ANTHROPIC("message_stop") "}\n\n", tokens);
    else {
        send_chunk(c, OPENAI_CHUNK "[{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}]}\n\n", c->asked.model);
        if (c->asked.wants_usage)
            send_chunk(c, OPENAI_CHUNK "[],\"usage\":{\"prompt_tokens\":25,\"completion_tokens\":%d,\"total_tokens\":%d}}\n\n", c->asked.model, tokens, tokens + 25);
        send_chunk(c, "data: [DONE]\n\n");
    }
    send_bytes(c, "0\r\n\r\n", 5);
    c->state = IDLE;
}

/* Sends what may be sent now: stops for the gap, and for a reader that is slower than we are. */
static void go_on(Connection *c) {
    if (c->state == WAITING && !c->asked.stream) answer_whole(c);
    else if (c->state == WAITING) begin_stream(c);
    while (c->state == STREAMING && !c->out) {
        if (c->plan.cut > 0 && c->chunks_sent >= c->plan.cut) {
            stats.cut++;
            hang_up(c, true);
            return;
        }
        if (c->chunks_sent >= c->plan.chunks) return end_stream(c);
        send_text(c);
        if (c->plan.gap <= 0) continue;
        /* Half to one and a half of the gap, or all streams march in step. From when it was due: no drift. */
        uint64_t now = now_us(), due = c->timer.due + c->plan.gap * (500 + random() % 1000);
        return start_timer(&c->timer, due > now ? due : now);
    }
}

/* ---- requests ---- */

static void answer_stats(Connection *c) {
    char body[512];
    int n = snprintf(body, sizeof body, "{\"requests\":%lu,\"whole\":%lu,\"streams\":%lu,\"chunks\":%lu,\"failed\":%lu,\"hung\":%lu,\"cut\":%lu,"
                     "\"abandoned\":%lu,\"bad\":%lu,\"connections\":%lu,\"open\":%lu}\n", stats.requests, stats.whole, stats.streams, stats.chunks,
                     stats.failed, stats.hung, stats.cut, stats.abandoned, stats.bad, stats.connections, stats.open);
    c->plan = defaults;
    c->plan.cut = 0;
    send_whole(c, 200, body, n);
}

static bool happens(double percent) { return percent > 0 && random() % 10000 < percent * 100; }

static void answer(Connection *c, const char *head, const char *body) {
    const char *line_end = strchr(head, '\r'), *header = strcasestr(head, "\nx-upstream:");
    char line[256];
    snprintf(line, sizeof line, "%.*s", (int)(line_end - head), head);
    if (strstr(line, "/__stats")) return answer_stats(c);
    stats.requests++;
    c->anthropic = strstr(line, "/messages");
    c->plan = defaults;
    read_body(body, &c->asked, &c->plan);
    if (header) read_plan(&c->plan, header + 12, strchr(header + 1, '\r'));
    if (!c->anthropic && !strstr(line, "/chat/completions")) {
        stats.bad++;
        return answer_error(c, 404, "no such path");
    }
    if (happens(c->plan.hang)) {
        stats.hung++;
        c->state = HANGING;
        return;
    }
    if (c->plan.status > 0 && happens(c->plan.percent)) {
        stats.failed++;
        return answer_error(c, c->plan.status, "the mock was told to fail");
    }
    c->state = WAITING;
    c->timer.due = now_us();
    if (c->plan.wait > 0) start_timer(&c->timer, c->timer.due + c->plan.wait * 1000);
    else go_on(c);
}

/* Answers the buffered requests that are whole, one at a time. */
static void read_requests(Connection *c) {
    while (c->fd >= 0 && c->state == IDLE && c->in_length) {
        char *end = memmem(c->in, c->in_length, "\r\n\r\n", 4);
        if (!end) return;
        end[3] = 0; /* head and body become strings; a body's own bytes stay whole */
        char *length = strcasestr(c->in, "\ncontent-length:"), *body = end + 4;
        size_t body_length = length ? strtoul(length + 16, 0, 10) : 0, used = body - c->in + body_length;
        if (c->in_length < used) {
            end[3] = '\n';
            return;
        }
        char after = c->in[used];
        c->in[used] = 0;
        if (strcasestr(c->in, "\ntransfer-encoding:")) {
            stats.bad++;
            answer_error(c, 411, "a content-length is needed");
            hang_up(c, false);
            return;
        }
        answer(c, c->in, body);
        c->in[used] = after;
        c->in_length -= used;
        memmove(c->in, c->in + used, c->in_length);
    }
}

static void receive(Connection *c) {
    if (c->in_capacity - c->in_length < 4096) c->in = realloc(c->in, (c->in_capacity = c->in_capacity * 2 + 16384));
    ssize_t n = recv(c->fd, c->in + c->in_length, c->in_capacity - c->in_length - 1, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n > 0) {
        c->in_length += n;
        return read_requests(c);
    }
    if (c->state != IDLE) stats.abandoned++;
    hang_up(c, false);
}

static void release(Connection *c) {
    free(c->in);
    free(c->out);
    free(c);
}

static void accept_all(int listener) {
    int one = 1, fd;
    while (stats.open < MAX_TIMERS && (fd = accept4(listener, 0, 0, SOCK_NONBLOCK)) >= 0) {
        Connection *c = calloc(1, sizeof *c);
        struct epoll_event event = {EPOLLIN, {.ptr = c}};
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        c->fd = fd;
        c->timer = (Timer){.place = -1, .owner = c};
        stats.connections++;
        stats.open++;
        epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
    }
}

static int listen_on(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, (void *)&address, sizeof address) || listen(fd, 4096) || getsockname(fd, (void *)&address, &length)) {
        perror("upstream: listen");
        exit(1);
    }
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return fd;
}

static void fire_timers(void) {
    /* Not for ever: when we are late the sockets must have their turn too. */
    for (int n = timer_count; n > 0 && timer_count && timers[0]->due <= now_us(); n--) {
        Connection *c = timers[0]->owner;
        stop_timer(&c->timer);
        go_on(c);
        if (c->fd >= 0 && c->state == IDLE) read_requests(c);
        if (c->fd < 0) release(c);
    }
}

int main(int argc, char **argv) {
    struct epoll_event events[256], accepting = {EPOLLIN, {.ptr = 0}};
    if (argc < 2) return fprintf(stderr, "usage: upstream PORT [key=value,...]\n"), 2;
    if (argc > 2) read_plan(&defaults, argv[2], argv[2] + strlen(argv[2]));
    signal(SIGPIPE, SIG_IGN);
    for (size_t i = 0; i < sizeof filler - 1; i++) filler[i] = "the quick brown fox jumps over the lazy dog "[i % 44];
    int listener = listen_on(atoi(argv[1]));
    poller = epoll_create1(0);
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &accepting);
    for (;;) {
        uint64_t now = now_us(), until = timer_count ? timers[0]->due : now + 1000000, sleep = until > now ? until - now : 0;
        struct timespec patience = {sleep / 1000000, sleep % 1000000 * 1000};
        int ready = epoll_pwait2(poller, events, 256, &patience, 0);
        for (int i = 0; i < ready; i++) {
            Connection *c = events[i].data.ptr;
            if (!c) {
                accept_all(listener);
                continue;
            }
            if (events[i].events & EPOLLOUT && c->out) {
                send_pending(c);
                if (c->timer.place < 0) go_on(c);
                if (c->fd >= 0 && c->state == IDLE) read_requests(c);
            }
            if (c->fd >= 0 && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) receive(c);
            if (c->fd < 0) release(c);
        }
        fire_timers();
    }
}

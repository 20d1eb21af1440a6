/*
 * load - puts load on an HTTP/1.1 server on loopback and prints one line of JSON.
 *
 *   load closed URL [options]   every connection sends its next request when its reply has ended
 *   load open   URL [options]   requests at a fixed rate; latency counts from the intended start, so a server
 *                               that stalls cannot hide it by slowing the load down
 *   load stream URL [options]   like closed, with SSE: a stream counts only if [DONE] (or message_stop) was its end
 *   load port                   prints a TCP port that is free on loopback
 *
 *   -c N        connections (32)              -b FILE   request body; makes it a POST of JSON
 *   -d SECONDS  measured window (5)           -H 'A: b' a request header; may be repeated
 *   -w SECONDS  warm-up before it (1)         -i        a unique x-request-id on every request
 *   -r RATE     requests per second (open)    -n TOTAL  stop after TOTAL requests; -d is then only the limit
 *   -p PIDS     the processes whose CPU and memory are wanted, like 12,34
 *   -s PIDS     the stores they use           -u PIDS   the mock upstream; both reported apart
 *
 * CPU and rates are of the measured window alone. Requests in flight at its end are waited for, but not measured;
 * `answered_200` counts every 200 from the first request to the last, so that a ledger can be compared with it.
 * Build: gcc -O2 -Wall -o load load.c
 */
#define _GNU_SOURCE
#include "measure.h"
#include "reply.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#define DRAIN_US 10000000ull
#define LONGEST_RUN_S 600
#define LONGEST_SLEEP_US 10000
#define ID_DIGITS 24

typedef struct {
    int fd; /* -1: could not be connected again */
    bool busy, polls_out;
    char *request;
    size_t sent;
    uint64_t started, last_chunk;
    Reply reply;
} Connection;

static struct {
    enum { CLOSED, OPEN, STREAM } mode;
    int connections;
    double seconds, warm_up, rate;
    uint64_t total;
    const char *target, *stores, *upstream;
} option = {.connections = 32, .seconds = 5, .warm_up = 1, .rate = 1000, .target = "", .stores = "", .upstream = ""};

static struct sockaddr_in server = {.sin_family = AF_INET};
static char *request;
static size_t request_length, id_at; /* id_at 0: no request id */
static Connection *connections;
static int *idle, idle_count, in_flight, alive, poller;
static bool measuring, draining;

static Histogram latency, first_chunk, chunk_delay, gap;
static uint64_t issued, ok, errors, cut, chunks, answered_200, status_count[600];
static struct { double target, stores, upstream, self, machine; } cpu;

/* Called at both ends of the window; after the second call `cpu` holds the difference. */
static void read_cpu(void) {
    cpu.target = cpu_seconds(option.target) - cpu.target;
    cpu.stores = cpu_seconds(option.stores) - cpu.stores;
    cpu.upstream = cpu_seconds(option.upstream) - cpu.upstream;
    cpu.self = clock_seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu.self;
    cpu.machine = machine_seconds() - cpu.machine;
}

/* ---- connections ---- */

static void dial(Connection *c) {
    int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
    /* A blocking connect: on loopback it takes no time, and what follows need not know about half-open ones. */
    if (fd < 0 || connect(fd, (void *)&server, sizeof server)) {
        if (fd >= 0) close(fd);
        c->fd = -1;
        alive--;
        errors++;
        return;
    }
    fcntl(fd, F_SETFL, O_NONBLOCK);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct epoll_event event = {EPOLLIN, {.ptr = c}};
    epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
    c->fd = fd;
    c->polls_out = false;
}

static void send_rest(Connection *c) {
    ssize_t n = send(c->fd, c->request + c->sent, request_length - c->sent, MSG_NOSIGNAL);
    if (n > 0) c->sent += n;
    bool more = c->sent < request_length; /* a broken connection shows when it is read */
    if (more == c->polls_out) return;
    struct epoll_event event = {more ? EPOLLIN | EPOLLOUT : EPOLLIN, {.ptr = c}};
    epoll_ctl(poller, EPOLL_CTL_MOD, c->fd, &event);
    c->polls_out = more;
}

static void set_request_id(Connection *c) {
    static uint64_t run;
    char id[ID_DIGITS + 1];
    if (!run) run = now_us(); /* two runs must not repeat each other's ids */
    snprintf(id, sizeof id, "%014lx%010lx", run & 0xffffffffffffff, issued & 0xffffffffff);
    memcpy(c->request + id_at, id, ID_DIGITS);
}

static void start(Connection *c, uint64_t intended) {
    if (id_at) set_request_id(c);
    issued++;
    in_flight++;
    c->busy = true;
    c->started = intended;
    c->last_chunk = 0;
    c->sent = 0;
    reply_reset(&c->reply);
    send_rest(c);
}

static bool may_start(void) { return !draining && (!option.total || issued < option.total); }

static void count(Connection *c, bool whole, uint64_t now) {
    int status = c->reply.status;
    if (whole && status == 200) answered_200++;
    if (!measuring) return;
    if (whole) status_count[status]++;
    if (!status) errors++;
    else if (!whole) cut++;
    else if (status / 100 != 2) return;
    else if (option.mode == STREAM && !stream_finished(&c->reply)) cut++;
    else {
        ok++;
        add(&latency, now - c->started);
    }
}

/* The reply is whole, or the connection broke (busy or not). */
static void ended(Connection *c, bool whole, uint64_t now) {
    bool was_busy = c->busy;
    if (was_busy) {
        c->busy = false;
        in_flight--;
        count(c, whole, now);
    }
    if (!whole || c->reply.closing) {
        close(c->fd);
        dial(c);
    }
    if (!was_busy || c->fd < 0) return;
    if (option.mode == OPEN) idle[idle_count++] = c - connections;
    else if (may_start()) start(c, now_us());
}

static void on_chunk(void *owner, uint64_t sent_us) {
    Connection *c = owner;
    uint64_t now = now_us();
    if (measuring) {
        chunks++;
        add(&chunk_delay, now > sent_us ? now - sent_us : 0);
        if (c->last_chunk) add(&gap, now - c->last_chunk);
        else add(&first_chunk, now - c->started);
    }
    c->last_chunk = now;
}

static void receive(Connection *c) {
    static char buffer[1 << 16];
    ssize_t n = recv(c->fd, buffer, sizeof buffer, 0);
    if (n < 0 && errno == EAGAIN) return;
    uint64_t now = now_us();
    bool sane = n > 0 && c->busy && reply_feed(&c->reply, buffer, n, option.mode == STREAM ? on_chunk : 0, c);
    if (!sane) ended(c, false, now);
    else if (c->reply.part == DONE) ended(c, true, now);
}

/* ---- the run ---- */

/* Starts what is due in an open loop; returns when to come back. */
static uint64_t start_due(uint64_t begun) {
    for (;;) {
        uint64_t due = begun + issued * 1e6 / option.rate, now = now_us();
        if (due > now) return due;
        if (!idle_count || !may_start()) return now + LONGEST_SLEEP_US; /* a reply wakes us up */
        Connection *c = &connections[idle[--idle_count]];
        if (c->fd >= 0) start(c, due);
    }
}

static void open_connections(void) {
    for (int i = 0; i < option.connections; i++) {
        Connection *c = &connections[i];
        c->request = memcpy(malloc(request_length), request, request_length);
        dial(c);
        if (c->fd < 0) continue;
        if (option.mode == OPEN) idle[idle_count++] = i;
        else if (may_start()) start(c, now_us());
    }
}

static void poll_until(uint64_t wake) {
    struct epoll_event events[256];
    uint64_t now = now_us(), sleep = wake > now ? wake - now : 0;
    struct timespec patience = {.tv_nsec = (sleep < LONGEST_SLEEP_US ? sleep : LONGEST_SLEEP_US) * 1000};
    int ready = epoll_pwait2(poller, events, 256, &patience, 0);
    for (int i = 0; i < ready; i++) {
        Connection *c = events[i].data.ptr;
        if (c->fd >= 0 && c->polls_out && events[i].events & EPOLLOUT) send_rest(c);
        if (c->fd >= 0 && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) receive(c);
    }
}

/* Returns the seconds that were measured. */
static double run(void) {
    uint64_t begun = now_us(), window = begun + option.warm_up * 1e6, end = window + option.seconds * 1e6;
    double measured = 0;
    open_connections();
    for (;;) {
        uint64_t now = now_us();
        if (!measuring && !draining && now >= window) {
            window = now;
            end = now + option.seconds * 1e6;
            measuring = true;
            read_cpu();
        }
        bool all_answered = option.total && issued == option.total && !in_flight;
        if (measuring && (now >= end || all_answered || !alive)) {
            read_cpu();
            measured = (now - window) / 1e6;
            measuring = false;
            draining = true;
        }
        if (!alive || (draining && (!in_flight || now >= end + DRAIN_US))) return measured;
        poll_until(option.mode == OPEN ? start_due(begun) : now + LONGEST_SLEEP_US);
    }
}

static void print_result(double seconds, double unsent) {
    double per_request = ok ? 1e6 / ok : 0, per_second = seconds ? 1 / seconds : 0;
    double foreign = cpu.machine - cpu.target - cpu.stores - cpu.upstream - cpu.self;
    const char *separator = "";
    printf("{\"seconds\":%.2f,\"connections\":%d,\"ok\":%lu,\"non_2xx\":{", seconds, option.connections, ok);
    for (int i = 0; i < 600; i++) {
        if (!status_count[i] || i / 100 == 2) continue;
        printf("%s\"%d\":%lu", separator, i, status_count[i]);
        separator = ",";
    }
    printf("},\"errors\":%lu,\"cut\":%lu,\"unanswered\":%d,\"answered_200\":%lu", errors, cut, in_flight, answered_200);
    printf(",\"rps\":%.1f", ok * per_second);
    if (option.mode == OPEN) printf(",\"rate\":%.0f,\"unsent\":%.0f", option.rate, unsent > 0 ? unsent : 0);
    print_histogram("latency", &latency);
    printf(",\"cpu_us_per_request\":%.2f,\"cpu_percent\":%.1f,\"rss_kb\":%ld", cpu.target * per_request,
           cpu.target * per_second * 100, rss_kb(option.target));
    printf(",\"stores_cpu_us_per_request\":%.2f,\"upstream_cpu_us_per_request\":%.2f,\"load_cpu_us_per_request\":%.2f",
           cpu.stores * per_request, cpu.upstream * per_request, cpu.self * per_request);
    printf(",\"foreign_cpu_percent\":%.1f", foreign > 0 ? foreign * per_second * 100 : 0);
    if (option.mode == STREAM) {
        printf(",\"chunks\":%lu,\"chunks_per_second\":%.0f,\"cpu_us_per_chunk\":%.2f", chunks, chunks * per_second,
               chunks ? cpu.target * 1e6 / chunks : 0);
        print_histogram("first_chunk", &first_chunk);
        print_histogram("chunk_delay", &chunk_delay);
        print_histogram("gap", &gap);
    }
    printf("}\n");
}

/* ---- the command line ---- */

static void fail(const char *what) {
    fprintf(stderr, "load: %s (usage at the head of load.c)\n", what);
    exit(2);
}

static void print_free_port(void) {
    socklen_t length = sizeof server;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(fd, (void *)&server, sizeof server) || getsockname(fd, (void *)&server, &length)) fail("no free port");
    printf("%d\n", ntohs(server.sin_port));
}

static char *read_body(const char *path, size_t *length) {
    FILE *file = fopen(path, "r");
    char *text = malloc(1 << 24);
    if (!file) fail("cannot read the body file");
    *length = fread(text, 1, 1 << 24, file);
    fclose(file);
    return text;
}

static void build_request(const char *path, const char *headers, bool with_id, const char *body, size_t body_length) {
    request = malloc(body_length + 16384);
    int n = sprintf(request, "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n", body ? "POST" : "GET", path, ntohs(server.sin_port));
    if (with_id) {
        n += sprintf(request + n, "x-request-id: ");
        id_at = n;
        n += sprintf(request + n, "%0*d\r\n", ID_DIGITS, 0);
    }
    if (body) n += sprintf(request + n, "Content-Type: application/json\r\nContent-Length: %zu\r\n", body_length);
    n += sprintf(request + n, "%s\r\n", headers);
    if (body) memcpy(request + n, body, body_length);
    request_length = n + body_length;
}

static void read_options(int argc, char **argv) {
    char headers[8192] = "", path[1024] = "/", *body = 0;
    size_t body_length = 0;
    bool with_id = false;
    int port = 0, letter;
    if (!strcmp(argv[1], "open")) option.mode = OPEN;
    else if (!strcmp(argv[1], "stream")) option.mode = STREAM;
    else if (strcmp(argv[1], "closed")) fail("the mode is closed, open or stream");
    if (sscanf(argv[2], "http://127.0.0.1:%d%1023s", &port, path) < 1) fail("the URL is http://127.0.0.1:PORT/...");
    for (optind = 3; (letter = getopt(argc, argv, "c:d:w:r:b:H:p:s:u:n:i")) > 0;) switch (letter) {
        case 'c': option.connections = atoi(optarg); break;
        case 'd': option.seconds = atof(optarg); break;
        case 'w': option.warm_up = atof(optarg); break;
        case 'r': option.rate = atof(optarg); break;
        case 'b': body = read_body(optarg, &body_length); break;
        case 'H':
            if (strlen(headers) + strlen(optarg) > sizeof headers - 8) fail("too many headers");
            strcat(strcat(headers, optarg), "\r\n");
            break;
        case 'p': option.target = optarg; break;
        case 's': option.stores = optarg; break;
        case 'u': option.upstream = optarg; break;
        case 'n': option.total = strtoull(optarg, 0, 10); break;
        case 'i': with_id = true; break;
        default: fail("unknown option");
    }
    if (option.connections < 1 || option.rate <= 0) fail("-c and -r are more than 0");
    if (option.total) option.warm_up = 0;
    if (option.seconds + option.warm_up > LONGEST_RUN_S) fail("a run lasts at most 600 s");
    server.sin_port = htons(port);
    build_request(path, headers, with_id, body, body_length);
    free(body);
}

int main(int argc, char **argv) {
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (argc == 2 && !strcmp(argv[1], "port")) return print_free_port(), 0;
    if (argc < 3) fail("a mode and a URL are needed");
    read_options(argc, argv);
    signal(SIGPIPE, SIG_IGN);
    connections = calloc(option.connections, sizeof *connections);
    idle = calloc(option.connections, sizeof *idle);
    alive = option.connections;
    poller = epoll_create1(0);
    double seconds = run();
    print_result(seconds, option.total ? 0 : (option.warm_up + option.seconds) * option.rate - issued);
    return 0;
}

# report.awk - turns runs.jsonl, a line for each run, into the tables of scripts/bench; with -v format=json into the
# "summary" of bench.json. A ratio is taken within each round, where both targets met the same weather; then the median.

function field(name,    text) {
    if (!match($0, "\"" name "\":\"?[^,}\"]*")) return ""
    text = substr($0, RSTART, RLENGTH)
    sub(/^[^:]*:"?/, "", text)
    return text
}

BEGIN {
    metrics["whole"] = metrics["open"] = "cpu_us_per_request rps latency_p50_us latency_p99_us rss_kb stores_cpu_us_per_request"
    metrics["stream"] = "cpu_us_per_chunk chunks_per_second chunk_delay_p50_us chunk_delay_p99_us first_chunk_p50_us " \
                        "first_chunk_p99_us cpu_us_per_request rss_kb stores_cpu_us_per_request"
    yardstick = "nginx"
}

{
    target = field("target")
    load = field("load")
    round = field("round") + 0
    if (!(target in known)) {
        known[target] = 1
        order[++targets] = target
    }
}

# Another rate is another load, and a dead target costs nothing: not to be compared.
field("ok") == 0 || (load == "open" && field("unsent") * 100 > field("rate") * field("seconds")) { next }

round > 0 { # round 0 is warm-up
    measured[load] = 1
    if (round > rounds) rounds = round
    count = split(metrics[load], names, " ")
    for (i = 1; i <= count; i++) value[load, target, names[i], round] = field(names[i])
    foreign[++runs] = field("foreign_cpu_percent") + 0
}

# Sets low, middle and high.
function spread(list, n,    i, j, kept) {
    for (i = 2; i <= n; i++) {
        kept = list[i]
        for (j = i - 1; j > 0 && list[j] > kept; j--) list[j + 1] = list[j]
        list[j + 1] = kept
    }
    low = list[1]
    high = list[n]
    middle = n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
    return n
}

function over_rounds(load, target, metric,    r, n, list) {
    for (r = 1; r <= rounds; r++)
        if ((load, target, metric, r) in value) list[++n] = value[load, target, metric, r] + 0
    low = middle = high = 0
    return n ? spread(list, n) : 0
}

function median(load, target, metric) {
    over_rounds(load, target, metric)
    return middle
}

# "-" where there is no yardstick.
function ratio(load, target, metric,    r, n, list, base) {
    for (r = 1; r <= rounds; r++) {
        if (!((load, target, metric, r) in value) || !((load, yardstick, metric, r) in value)) continue
        base = value[load, yardstick, metric, r] + 0
        if (base > 0) list[++n] = value[load, target, metric, r] / base
    }
    if (!n) return "-"
    spread(list, n)
    return sprintf("%.2f", middle)
}

function table(load, title, unit, cpu, rate, p50, p99,    i, target) {
    if (!(load in measured)) return
    printf "\n%s\n%-9s %8s %8s %8s %8s %10s %8s %8s %8s\n", title, "", "CPU us/" unit, "", "", "x nginx", unit "s/s", "p50 us", "p99 us", "RSS MB"
    printf "%-9s %8s %8s %8s\n", "", "min", "median", "max"
    for (i = 1; i <= targets; i++) {
        target = order[i]
        if (!over_rounds(load, target, cpu)) {
            printf "%-9s %s\n", target, "no run that counts"
            continue
        }
        printf "%-9s %8.1f %8.1f %8.1f %8s %10.0f %8.0f %8.0f %8.0f\n", target, low, middle, high, ratio(load, target, cpu),
            median(load, target, rate), median(load, target, p50), median(load, target, p99), median(load, target, "rss_kb") / 1024
        if (median(load, target, "stores_cpu_us_per_request") > 0)
            printf "%-9s %8s %8.1f  us of Redis and Postgres for each request, on the other core\n", "", "+", middle
    }
}

function print_tables() {
    table("whole", "Whole answers, closed loop, " whole " connections", "request", "cpu_us_per_request", "rps", \
        "latency_p50_us", "latency_p99_us")
    table("stream", "Streams, " streams " connections; p50 and p99 are a chunk's way from upstream to the client", "chunk", \
        "cpu_us_per_chunk", "chunks_per_second", "chunk_delay_p50_us", "chunk_delay_p99_us")
    table("open", "Whole answers, open loop: all targets at the same rate", "request", "cpu_us_per_request", "rps", \
        "latency_p50_us", "latency_p99_us")
    if (runs && spread(foreign, runs) && high > 10)
        printf "\nOther programs took up to %.0f %% of a core during a run (median %.0f %%): look at ratios and minima, not at maxima.\n", high, middle
}

function print_json(    load, loads, l, i, m, n, count, names, target) {
    count = split("whole stream open", loads, " ")
    printf "{"
    for (l = 1; l <= count; l++) {
        load = loads[l]
        printf "%s\"%s\":{", (l > 1 ? "," : ""), load
        for (i = 1; i <= targets; i++) {
            target = order[i]
            printf "%s\"%s\":{", (i > 1 ? "," : ""), target
            n = split(metrics[load], names, " ")
            for (m = 1; m <= n; m++) {
                over_rounds(load, target, names[m])
                printf "%s\"%s\":{\"min\":%s,\"median\":%s,\"max\":%s", (m > 1 ? "," : ""), names[m], low, middle, high
                if (names[m] !~ /stores/ && ratio(load, target, names[m]) != "-") printf ",\"to_nginx\":%s", ratio(load, target, names[m])
                printf "}"
            }
            printf "}"
        }
        printf "}"
    }
    printf "}"
}

END {
    if (format == "json") print_json()
    else print_tables()
}

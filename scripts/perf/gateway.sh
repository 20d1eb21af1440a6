# gateway.sh - all that scripts/bench knows of the gateway itself: its configuration, how it starts and where its stores
# run, the demo tenant's limits, and how its ledger is asked. Sourced by scripts/bench, whose variables it uses.
# shellcheck shell=bash disable=SC2154

# What differs from the gateway's defaults. The provider's key comes by the environment, as in production.
gateway_config() {
    cat <<YAML
providers:
  openai:
    base-url: http://127.0.0.1:$upstream_port/v1
YAML
}

check_gateway() {
    [[ -x "$root/scripts/run" && -x "$root/scripts/aigw" && -f "$root/target/aigw.jar" ]] || fail \
        "no gateway to measure: scripts/run, scripts/aigw and target/aigw.jar are needed (mvn -B -ntp package -Dmaven.test.skip=true)." \
        "To measure the yardsticks alone: scripts/bench --targets nginx,bare --classpath CP"
}

# Sets url[gateway], pids[gateway] and token.
start_gateway() {
    local ready="$work/gateway.ready" log="$work/gateway.log" launcher
    make_data gateway
    gateway_config > "$work/gateway.yaml"
    rm -f "$ready"
    OPENAI_API_KEY=sk-bench taskset -c "$target_core" "$root/scripts/run" --ready-file "$ready" --port 0 --management-port 0 \
        --data "${data[gateway]}" --config "$work/gateway.yaml" > "$log" 2>&1 &
    launcher=$!
    remember "$launcher"
    wait_for "the gateway" 90 "$launcher" "$log" grep -q '"token"' "$ready"
    pids[gateway]="$(json_field pid "$ready")"
    url[gateway]="$(json_field url "$ready")"
    token="$(json_field token "$ready")"
    remember "${pids[gateway]}"
    pin_stores gateway
    raise_limits
    ! wants budgets || add_budgets
    ! wants unlimited || start_unlimited
}

# Another process with the same flags, and before its own limiter on the class path one that lets all pass.
start_unlimited() {
    local java flags ready="$work/unlimited.ready" log="$work/unlimited.log"
    make_data unlimited
    java="$(readlink "/proc/${pids[gateway]}/exe")"
    "${java%java}javac" -d "$work/unlimited" -cp "$root/target/aigw.jar" "$root/scripts/perf/unlimited/RateLimitVerticle.java" > "$log" 2>&1 \
        || fail "cannot compile the limiter that lets all pass:" "$(tail -n 5 "$log")"
    mapfile -t flags < <(gateway_jvm_flags)
    rm -f "$ready"
    AIGW_HOME="$root" OPENAI_API_KEY=sk-bench taskset -c "$target_core" "$java" "${flags[@]}" -cp "$work/unlimited:$root/target/aigw.jar:$root/target/dev/*" \
        dev.aigw.Main dev --ready-file "$ready" --port 0 --management-port 0 --data "${data[unlimited]}" --config "$work/gateway.yaml" \
        > "$log" 2>&1 &
    pids[unlimited]=$!
    remember "${pids[unlimited]}"
    wait_for "the gateway without limits" 90 "${pids[unlimited]}" "$log" grep -q '"token"' "$ready"
    url[unlimited]="$(json_field url "$ready")"
    tokens[unlimited]="$(json_field token "$ready")"
    pin_stores unlimited
}

make_data() {
    data[$1]="$(mktemp -d "$work/data.XXXXXX")"
    chmod 755 "${data[$1]}" # a Postgres that may not be root has to get in
}

# The stores came up on the gateway's core: what they do is not to slow the gateway down.
pin_stores() {
    local pid
    for pid in $(store_pids "$1"); do
        born[$pid]="$(birth "$pid")"
        stores+=("$pid")
        taskset -a -c -p "$load_core" "$pid" > /dev/null 2>&1 || true # a backend may have ended meanwhile
    done
    ((${#stores[@]})) || say "no Postgres and no Redis found under the gateway: their work is not told apart"
}

# Postgres and Redis of this gateway: below its JVM, or daemons that name its data directory on their command line.
store_pids() {
    local pid
    for pid in $(family "${pids[$1]}" "${data[$1]}"); do
        case "$(cat "/proc/$pid/comm" 2> /dev/null)" in
            postgres* | redis-server*) echo "$pid" ;;
        esac
    done
}

gateway_cli() {
    OPENAI_API_KEY=sk-bench timeout 60 taskset -c "$load_core" "$root/scripts/aigw" --data "${data[gateway]}" "$@"
}

# A benchmark must not be told 429 or 402: every limit that the demo tenant has by default is raised here.
raise_limits() {
    local tenant much=1000000000
    tenant="$(json_field tenant "$work/gateway.ready")"
    gateway_cli tenant update "$tenant" --rpm "$much" --rpd "$much" > "$work/limits.log" 2>&1 \
        || fail "cannot raise the limits of tenant $tenant:" "$(tail -n 5 "$work/limits.log")"
}

# The target "budgets": the same process, asked by a tenant with every kind of limit, none of which is ever reached.
add_budgets() {
    local much=1000000000
    gateway_cli tenant create budgets --rpm "$much" --rpd "$much" --tpm 1000000000000 --concurrent 100000 --budget-day 8000000 \
        --budget-month 8000000 --budget-total 8000000 > "$work/budgets.log" 2>&1 || fail "cannot make a tenant:" "$(tail -n 5 "$work/budgets.log")"
    tokens[budgets]="$(gateway_cli token issue budgets --ttl 1h --json 2> "$work/budgets.log" | json_field token)"
    data[budgets]="${data[gateway]}"
    url[budgets]="${url[gateway]}"
    pids[budgets]="${pids[gateway]}"
}

usage_rows() {
    gateway_cli usage --json 2> "$work/usage.log" | sed -n 's/.*"requests"[^0-9]*\([0-9]*\).*/\1/p' | tail -n 1 # the total's
}

# Every answered request must be in the ledger, once. It is written in batches, so it has some seconds to catch up.
check_usage() {
    local expected rows=none deadline=$((SECONDS + 30))
    expected="$(awk '/"target":"(gateway|budgets)"/ && match($0, /"answered_200":[0-9]+/) { sum += substr($0, RSTART + 15, RLENGTH - 15) }
        END { printf "%.0f", sum }' "$runs")"
    while [[ "$rows" != "$expected" && $SECONDS -lt $deadline ]]; do
        rows="$(usage_rows)" || rows="unknown ($(tail -n 1 "$work/usage.log"))"
        [[ "$rows" == "$expected" ]] || sleep 1
    done
    usage_check="{\"answered_200\":$expected,\"usage_rows\":\"$rows\"}"
    echo
    if [[ "$rows" == "$expected" ]]; then
        echo "usage rows == requests answered 200: $rows == $expected"
    else
        problem "usage rows != requests answered 200: $rows != $expected"
    fi
}

# The flags of the gateway's JVM, one a line, for the bare proxy: all but those that name files of its own.
gateway_jvm_flags() {
    local argument take_next=
    while IFS= read -r -d '' argument; do
        case "$argument" in
            -jar | -cp | -classpath | --class-path) break ;;
            -XX:*AOT* | -XX:*Archive* | -XX:*File* | -XX:*Path* | -XX:OnOutOf* | -Xlog* | -Xshare*) ;;
            --add-modules) take_next=1 && echo "$argument" ;;
            -X* | --add-modules=* | --enable-* | --sun-misc-* | -Dio.netty.* | -Dvertx.*) echo "$argument" ;;
            *) [[ -z "$take_next" ]] || echo "$argument" ;;
        esac
        [[ "$argument" == --add-modules ]] || take_next=
    done < "/proc/${pids[gateway]}/cmdline"
}

# The database, the gateway and the web servers of the test bed, and how they end. Sourced by scripts/test-wordpress.
# Everything runs in a directory of its own under /tmp (a socket's path must be short), on ports that were free.

# Process groups to end, the last first.
BED_GROUPS=()

# Starts a program in a process group of its own, so that what it starts ends with it: spawn LOG COMMAND...
spawn() {
    local log=$1
    shift
    setsid "$@" >"$log" 2>&1 </dev/null &
    SPAWNED=$!
    BED_GROUPS+=("$SPAWNED")
}

# Ends one group; waits at most five seconds before it is ended the hard way.
end_group() {
    local i
    kill -TERM -- "-$1" 2>/dev/null || return 0
    for ((i = 0; i < 50; i++)); do
        kill -0 -- "-$1" 2>/dev/null || return 0
        sleep 0.1
    done
    kill -KILL -- "-$1" 2>/dev/null || true
}

end_all() {
    local i
    for ((i = ${#BED_GROUPS[@]} - 1; i >= 0; i--)); do end_group "${BED_GROUPS[i]}"; done
    BED_GROUPS=()
}

# Prints a port that is free right now.
free_port() {
    php -r '$s = stream_socket_server("tcp://127.0.0.1:0"); echo substr(strrchr(stream_socket_get_name($s, false), ":"), 1);'
}

# Waits until a command succeeds, 30 seconds at most: wait_for WHAT LOG COMMAND...
wait_for() {
    local what=$1 log=$2 i
    shift 2
    for ((i = 0; i < 300; i++)); do
        if "$@" >/dev/null 2>&1; then return 0; fi
        sleep 0.1
    done
    tail -n 20 "$log" >&2
    printf 'aigw: %s did not come up. Its log: %s\n' "$what" "$log" >&2
    return 1
}

# A MariaDB that only its socket leads to.
start_database() {
    local user=() log=$BED_OUT/logs/mariadb.log dir=$BED_RUN/db
    mkdir -p "$dir"
    if [ "$(id -u)" = 0 ]; then
        user=(--user=mysql)
        chown mysql "$dir"
    fi
    mariadb-install-db --no-defaults "${user[@]}" --datadir="$dir/data" --auth-root-authentication-method=normal --skip-test-db >"$log" 2>&1
    spawn "$log" mariadbd --no-defaults "${user[@]}" --datadir="$dir/data" --socket="$dir/sock" --skip-networking --skip-log-bin \
        --innodb-flush-log-at-trx-commit=0 --innodb-buffer-pool-size=64M --performance-schema=OFF
    BED_SOCKET=$dir/sock
    wait_for MariaDB "$log" mariadb --no-defaults -uroot -S "$BED_SOCKET" -e 'SELECT 1'
}

# The real gateway with stores of its own and the simulator; its answers come in pieces slow enough to be seen one by one.
start_gateway() {
    local log=$BED_OUT/logs/gateway.log
    export AIGW_DATA=$BED_RUN/gateway
    rm -f "$BED_RUN/ready.json"
    AIGW_SIMULATOR_CHUNK_DELAY=40ms spawn "$log" "$AIGW_HOME/scripts/run" --port 0 --management-port 0 --ready-file "$BED_RUN/ready.json"
    BED_GATEWAY_GROUP=$SPAWNED
    # The first start builds.
    local i
    for ((i = 0; i < 6000; i++)); do
        [ -s "$BED_RUN/ready.json" ] && break
        kill -0 "$SPAWNED" 2>/dev/null || break
        sleep 0.1
    done
    if [ ! -s "$BED_RUN/ready.json" ]; then
        tail -n 30 "$log" >&2
        printf 'aigw: the gateway did not come up.\n' >&2
        return 1
    fi
    BED_GATEWAY=$(from_json "$BED_RUN/ready.json" url)
}

# from_json FILE FIELD
from_json() {
    php -r 'echo json_decode(file_get_contents($argv[1]), true)[$argv[2]] ?? "";' "$1" "$2"
}

# Makes a tenant of the gateway with the options of `aigw tenant create`; its secret goes to the file tenant-SLUG.json.
make_tenant() {
    local slug=$1
    shift
    "$AIGW_HOME/scripts/aigw" --json tenant create "$slug" "$@" >"$BED_RUN/tenant-$slug.json"
}

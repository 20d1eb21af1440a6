# Fresh WordPress sites in the test bed. Sourced by scripts/test-wordpress.

# make_site NAME VERSION [network]: copies WordPress, makes a database, installs, puts the plugin in and turns it on, serves it.
# Sets SITE_DIR and SITE_URL; its process group is SITE_GROUP.
make_site() {
    local name=$1 version=$2 network=${3:-} port
    get_wordpress "$version" || return 1
    port=$(free_port)
    SITE_DIR=$BED_RUN/sites/$name
    SITE_URL=http://127.0.0.1:$port
    mkdir -p "$BED_RUN/sites"
    # Hard links cost nothing; WordPress writes new files only beside its own.
    cp -al "$WORDPRESS" "$SITE_DIR" 2>/dev/null || cp -r "$WORDPRESS" "$SITE_DIR"
    if [ -d "$AIGW_HOME/wordpress/aigw" ]; then
        cp -r "$AIGW_HOME/wordpress/aigw" "$SITE_DIR/wp-content/plugins/aigw"
    fi
    cp "$BED/must-use.php" "$SITE_DIR/wp-content/mu-plugins/aigw-bed.php"
    cp "$BED/site-config.php" "$SITE_DIR/wp-config.php"
    # What site-config.php reads, and the constants of the scenario under test.
    php -r 'file_put_contents($argv[1], json_encode(array("db" => $argv[2], "socket" => $argv[3], "url" => $argv[4], "network" => false)));' \
        "$SITE_DIR/bed.json" "wp_$name" "$BED_SOCKET" "$SITE_URL"
    printf '{}' >"$SITE_DIR/scenario.json"
    mariadb --no-defaults -uroot -S "$BED_SOCKET" -e "CREATE DATABASE wp_$name CHARACTER SET utf8mb4"
    php "$BED/install.php" "$SITE_DIR" ${network:+network} || return 1
    serve_site "$SITE_DIR" "$port" "$BED_OUT/logs/php-$name.log"
}

# serve_site DIR PORT LOG: PHP's own web server with a few workers. They outlive a kill of their parent, hence the group.
serve_site() {
    PHP_CLI_SERVER_WORKERS=${BED_WORKERS:-6} spawn "$3" php -d opcache.revalidate_freq=0 -d memory_limit=256M -d max_execution_time=60 \
        -d log_errors=1 -d error_log="$1/debug.log" -S "127.0.0.1:$2" -t "$1" "$BED/router.php"
    SITE_GROUP=$SPAWNED
    wait_for "$1" "$3" php -r 'exit(@fsockopen("127.0.0.1", (int) $argv[1]) ? 0 : 1);' "$2"
}

# A persistent object cache for the site that was made last.
add_object_cache() {
    cp "$BED/object-cache.php" "$SITE_DIR/wp-content/object-cache.php"
}

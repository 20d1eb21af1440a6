# Sees to it that the programs of the test bed are here. Sourced by scripts/test-wordpress.

# What must be found on PATH, and the Debian package it comes from. PHP's extensions are asked of PHP itself.
BED_PROGRAMS='php:php-cli mariadbd:mariadb-server phpunit:phpunit phpcs:php-codesniffer node:nodejs npm:npm dpkg-deb:dpkg'
BED_EXTENSIONS='mysqli:php-mysql curl:php-curl dom:php-xml mbstring:php-mbstring gd:php-gd zip:php-zip intl:php-intl sqlite3:php-sqlite3'

# Prints the Debian packages that are missing, on one line.
missing_packages() {
    local pair have missing=''
    for pair in $BED_PROGRAMS; do
        command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
    done
    have=" $(php -m 2>/dev/null | tr '[:upper:]\n' '[:lower:] ') "
    for pair in $BED_EXTENSIONS; do
        case $have in *" ${pair%%:*} "*) ;; *) missing="$missing ${pair#*:}" ;; esac
    done
    if [ "$1" = browser ] && ! find_chromium >/dev/null; then
        missing="$missing chromium fonts-noto-core"
    fi
    printf '%s' "$missing"
}

# Prints where Chromium is, if there is one.
find_chromium() {
    command -v chromium || command -v chromium-browser || command -v google-chrome
}

# Installs what is missing. Ends the script: with 0 and a clear line on machines without apt, else with 69 where it cannot.
need_packages() {
    local missing log=$BED_OUT/logs/apt.log
    # mariadbd lies in sbin, which is not on everybody's PATH.
    PATH=$PATH:/usr/sbin:/usr/local/sbin
    missing=$(missing_packages "$1")
    [ -n "$missing" ] || return 0
    if ! command -v apt-get >/dev/null 2>&1; then
        printf 'SKIPPED: the tests of the WordPress plugin need%s, and this machine has no apt to install them with.\n' "$missing"
        exit 0
    fi
    if [ "$(id -u)" != 0 ]; then
        printf 'aigw: the tests of the WordPress plugin need some packages, and only root may install them:\n  apt-get install%s\n' "$missing" >&2
        exit 69
    fi
    printf 'Installing%s\n' "$missing"
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086
    if ! { apt-get -q update && apt-get -q install -y --no-install-recommends $missing; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        printf 'aigw: apt-get could not install%s. Everything it said: %s\n' "$missing" "$log" >&2
        exit 69
    fi
    # A service of the package is not what we test with.
    service mariadb stop >/dev/null 2>&1 || true
    missing=$(missing_packages "$1")
    if [ -n "$missing" ]; then
        printf 'aigw: still missing after apt-get:%s\n' "$missing" >&2
        exit 69
    fi
}

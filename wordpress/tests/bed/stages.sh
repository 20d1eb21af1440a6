# What scripts/test-wordpress runs, stage by stage. Sourced by it.

# Every PHP there is reads every file; then the coding style.
lint_plugin() {
    local php file bad=0
    for php in $(compgen -c php | grep -E '^php([0-9]+\.[0-9]+)?$' | sort -u); do
        while IFS= read -r file; do
            "$php" -l "$file" >/dev/null 2>"$BED_OUT/logs/lint.log" || { cat "$BED_OUT/logs/lint.log"; bad=1; }
        done < <(find "$AIGW_HOME/wordpress" -name '*.php')
        printf 'php -l with %s\n' "$("$php" -r 'echo PHP_VERSION;')"
    done
    phpcs --standard="$AIGW_HOME/wordpress/phpcs.xml" -n -s --report=full --report-width=140 || bad=1
    texts_are_gathered || bad=1
    return $bad
}

# Whether the template for translators has the texts that the plugin has.
texts_are_gathered() {
    command -v xgettext >/dev/null || { printf 'xgettext is not here (Debian: gettext): aigw.pot is not looked at.\n'; return 0; }
    bash "$AIGW_HOME/wordpress/make-pot.sh" "$BED_RUN/aigw.pot" || return 1
    # Without line breaks, which differ between versions of gettext.
    diff <(texts_of "$AIGW_HOME/wordpress/aigw/languages/aigw.pot") <(texts_of "$BED_RUN/aigw.pot") \
        || { printf 'aigw.pot is out of date: run wordpress/make-pot.sh.\n'; return 1; }
}

texts_of() {
    msgcat --no-wrap "$1" | grep -E '^msg(ctxt|id|id_plural) ' | sort
}

# run_phpunit VERSION [network], on the site that was made last.
run_phpunit() {
    local log=$BED_OUT/logs/phpunit-$1${2:+-$2}.log
    AIGW_BED_SITE=$SITE_DIR phpunit --configuration "$TESTS/phpunit/phpunit.xml" 2>&1 | tee "$log" | cut -c1-300
    # WordPress may end the process in the middle, and with 0: only the closing line tells.
    grep -q '^OK' "$log"
}

# The tenants that the checks need, made once.
make_tenants() {
    [ -f "$BED_RUN/tenant-site.json" ] && return
    make_tenant site --rpm 6000 --rpd 100000 --origin "$SITE_URL" && make_tenant poor --budget-day 0 --rpm 6000 \
        && make_tenant narrow --model openai/gpt-4o-mini --rpm 6000 && make_tenant turning --rpm 6000
}

# What the checks learn of the bed.
tell_checks() {
    export BED_VERSION=$1 BED_KIND=$2 BED_URL=$SITE_URL BED_DIR=$SITE_DIR BED_GATEWAY BED_RUN BED_HOME=$BED
    export BED_SHOTS=$BED_OUT/screenshots BED_AIGW=$AIGW_HOME/scripts/aigw BED_MODULES=$BED_OUT/node
    make_tenants || return
    "$AIGW_HOME/scripts/aigw" tenant update site --origin "$SITE_URL" >/dev/null
}

run_e2e() {
    tell_checks "$1" "$2" || return
    local file files=()
    for file in "$TESTS"/e2e/*.mjs; do
        case $file in
            *.browser.mjs | */stream-*.mjs | */load.mjs) ;;
            */network.mjs) if [ "$2" = network ]; then files+=("$file"); fi ;;
            *) if [ "$2" != network ]; then files+=("$file"); fi ;;
        esac
    done
    one_by_one "${files[@]}"
}

# node's own test runner, one file after the other: they share a site.
one_by_one() {
    local file bad=0
    for file in "$@"; do
        printf '%s\n' "${file#"$AIGW_HOME"/}"
        node --test --test-reporter=spec "$file" || bad=1
    done
    return $bad
}

run_browser() {
    tell_checks "$1" '' || return
    need_module playwright-core || return
    BED_CHROMIUM=$(find_chromium)
    export BED_CHROMIUM
    local file files=()
    for file in "$TESTS"/e2e/*.browser.mjs "$TESTS"/e2e/stream-*.mjs; do
        [ -f "$file" ] && files+=("$file")
    done
    one_by_one "${files[@]}"
}

run_load() {
    tell_checks "$1" '' || return
    one_by_one "$TESTS/e2e/load.mjs"
}

# A package of npm's registry, kept out of the sources.
need_module() {
    mkdir -p "$BED_OUT/node"
    [ -f "$BED_OUT/node/package.json" ] || printf '{"private":true}' >"$BED_OUT/node/package.json"
    [ -d "$BED_OUT/node/node_modules/$1" ] && return
    (cd "$BED_OUT/node" && npm install --no-audit --no-fund --ignore-scripts --loglevel=error "$1") >"$BED_OUT/logs/npm.log" 2>&1 \
        || { tail -n 5 "$BED_OUT/logs/npm.log"; return 1; }
}

# Old and new PHP by WordPress Playground, which runs PHP as WebAssembly.
run_playground() {
    need_module @wp-playground/cli || return
    local php bad=0
    for php in 7.4 8.4; do
        node "$BED/playground.mjs" "$BED_OUT/node" "$AIGW_HOME/wordpress/aigw" "$php" "${WORDPRESS:-}" || bad=1
    done
    return $bad
}

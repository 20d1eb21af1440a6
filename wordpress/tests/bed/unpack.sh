# Unpacks a real WordPress from Debian's archive, without installing it. Sourced by scripts/test-wordpress.

BED_CACHE=${AIGW_WORDPRESS_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/aigw/wordpress}

# Prints the address of the Debian archive that this machine's own apt uses.
debian_archive() {
    cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null \
        | awk '
            /^[ \t]*#/ { next }
            /^URIs:/   { for (i = 2; i <= NF; i++) print $i }
            /^deb /    { for (i = 2; i <= NF; i++) if ($i ~ /:\/\//) { print $i; break } }' \
        | sed 's,/*$,,' | grep -E '/debian$' | head -n 1
}

# The suites that may hold WordPress $1, the likeliest first: sid moves on, and then another has it.
suites_of() {
    case $1 in
        7.1) printf 'sid forky trixie-backports' ;;
        6.8) printf 'trixie forky sid' ;;
        *) printf 'sid forky trixie bookworm' ;;
    esac
}

# Sets WORDPRESS to a directory with WordPress $1 (7.1, 6.8), fetched once and then kept. Fails if no suite has it.
get_wordpress() {
    local version=$1 suite place
    WORDPRESS=$BED_CACHE/$version
    # A tree of one's own, for machines whose archive has none.
    place=AIGW_WORDPRESS_${version//./}
    if [ -n "${!place:-}" ]; then
        WORDPRESS=${!place}
        return
    fi
    mkdir -p "$BED_CACHE"
    (
        if command -v flock >/dev/null; then flock 9; fi
        [ -f "$WORDPRESS/.complete" ] && exit 0
        for suite in $(suites_of "$version"); do
            printf 'Fetching WordPress %s from Debian %s ...\n' "$version" "$suite"
            if unpack_wordpress "$version" "$suite" "$WORDPRESS" >"$BED_OUT/logs/unpack-$version-$suite.log" 2>&1; then
                exit 0
            fi
            tail -n 1 "$BED_OUT/logs/unpack-$version-$suite.log"
        done
        exit 1
    ) 9>"$BED_CACHE/.lock"
}

# unpack_wordpress VERSION SUITE DIR: the machine's apt sources are left alone, lists and all are our own.
unpack_wordpress() (
    set -euo pipefail
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    archive=$(debian_archive)
    if [ -z "$archive" ]; then
        echo 'No Debian archive is among the apt sources of this machine.'
        exit 1
    fi
    mkdir -p "$work"/lists/partial "$work"/archives/partial "$work"/debs "$work"/root
    keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$archive" "$2" >"$work/sources.list"
    apt=(-q -o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=/dev/null
        -o "Dir::State::Lists=$work/lists" -o Dir::State::status=/dev/null -o "Dir::Cache::archives=$work/archives"
        -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o Acquire::Languages=none -o Acquire::Retries=3)
    if [ "$(id -u)" = 0 ]; then apt+=(-o APT::Sandbox::User=root); fi
    apt-get "${apt[@]}" update
    have=$(apt-cache "${apt[@]}" show wordpress | sed -n 's/^Version: //p' | head -n 1)
    case $have in
        "$1".* | "$1"+*) ;;
        *)
            echo "Debian $2 has WordPress ${have:-none}, not $1."
            exit 1
            ;;
    esac
    # What WordPress brings upstream, and Debian keeps in packages of its own. A suite that has no such package has it inside.
    packages=(wordpress)
    for package in php-getid3 libjs-cropper libjs-underscore libjs-lodash libphp-phpmailer libjs-jquery-ui wordpress-theme-twentytwentyfive; do
        if [ -n "$(apt-cache "${apt[@]}" show "$package" 2>/dev/null)" ]; then packages+=("$package"); fi
    done
    (cd "$work/debs" && apt-get "${apt[@]}" download "${packages[@]}")
    for package in "$work"/debs/*.deb; do dpkg-deb -x "$package" "$work/root"; done
    rm -f "$work"/root/usr/share/wordpress/{.htaccess,wp-config.php}
    # Links to where the packages would be installed are turned to where they were unpacked, then all become plain files.
    find "$work/root" -type l | while IFS= read -r link; do
        target=$(readlink "$link")
        # The certificates stay the machine's own.
        case $target in /etc/*) ;; /*) ln -sfn "$work/root$target" "$link" ;; esac
    done
    # What leads nowhere outside of WordPress is no loss; inside, half a WordPress must not be kept.
    if [ -n "$(find "$work/root/usr/share/wordpress/wp-includes" -xtype l ! -name '*.crt' -print | tee /dev/stderr)" ]; then
        echo 'Some files of WordPress are in packages that are not known here.'
        exit 1
    fi
    find "$work/root" -xtype l -print -delete
    rm -rf "$3.new"
    cp -rL "$work/root/usr/share/wordpress" "$3.new"
    mkdir -p "$3.new"/wp-content/{plugins,mu-plugins,uploads}
    ls "$3.new"/wp-content/themes/*/style.css
    grep -E '^\$wp_version' "$3.new/wp-includes/version.php"
    : >"$3.new/.complete"
    rm -rf "$3"
    mv "$3.new" "$3"
)

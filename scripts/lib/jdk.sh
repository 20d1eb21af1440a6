# Finds a JDK for aigw wherever it lies. Sourced, not run; works with bash 3.2.

# The oldest Java that aigw runs on, and the newest it was tried with.
AIGW_JAVA_OLDEST=21
AIGW_JAVA_NEWEST=25

# The feature version (21, 25, ...) of the JDK in $1; fails if there is no JDK with a compiler.
jdk_version() {
    local home=$1 line version=''
    [ -x "$home/bin/java" ] && [ -x "$home/bin/javac" ] || return 1
    if [ -r "$home/release" ]; then
        while IFS= read -r line || [ -n "$line" ]; do
            case $line in JAVA_VERSION=*) version=${line#JAVA_VERSION=} ;; esac
        done <"$home/release"
        version=${version//[\"$'\r']/}
    fi
    if [ -z "$version" ]; then
        # openjdk version "21.0.4" 2024-07-16
        line=$("$home/bin/java" -version 2>&1 | grep ' version "' | head -n 1) || return 1
        version=${line#*\"}
        version=${version%%\"*}
    fi
    version=${version#1.}
    version=${version%%[!0-9]*}
    [ -n "$version" ] || return 1
    printf '%s\n' "$version"
}

# The directory above the bin/ of the java on PATH, symbolic links followed.
jdk_on_path() {
    local java target
    java=$(command -v javac) || return 1
    while [ -L "$java" ]; do
        target=$(readlink "$java")
        case $target in
            /*) java=$target ;;
            *) java=$(dirname "$java")/$target ;;
        esac
    done
    (cd "$(dirname "$java")/.." && pwd -P)
}

# Every place a JDK may lie in, one a line.
jdk_places() {
    local home=${HOME:-/nonexistent} place
    jdk_on_path || true
    for place in \
        /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/java/* /usr/local/lib/jvm/* \
        /opt /opt/* /opt/java/* /opt/jdk/* /opt/jvm/* \
        "$home"/.sdkman/candidates/java/* "$home"/.jdks/* "$home"/.jenv/versions/* "$home"/.asdf/installs/java/* \
        "$home"/.local/share/mise/installs/java/* "$home"/.jabba/jdk/* "$home"/.gradle/jdks/* "$home"/.m2/jdks/* \
        /Library/Java/JavaVirtualMachines/* "$home"/Library/Java/JavaVirtualMachines/* \
        /opt/homebrew/opt/openjdk* /usr/local/opt/openjdk* /home/linuxbrew/.linuxbrew/opt/openjdk* \
        /nix/var/nix/profiles/default "$home"/.nix-profile; do
        if [ -d "$place/bin" ]; then
            printf '%s\n' "$place"
        elif [ -d "$place/Contents/Home" ]; then
            printf '%s\n' "$place/Contents/Home"
        elif [ -d "$place/libexec/openjdk.jdk/Contents/Home" ]; then
            printf '%s\n' "$place/libexec/openjdk.jdk/Contents/Home"
        fi
    done
}

# Sets and exports JAVA_HOME and JAVA_VERSION, or says what to install and ends.
# JAVA_HOME of the caller wins if it is new enough; else the newest up to the newest known good; else the oldest above.
find_jdk() {
    local place version best='' best_version=0 seen=''
    if [ -n "${JAVA_HOME:-}" ] && version=$(jdk_version "$JAVA_HOME") && [ "$version" -ge "$AIGW_JAVA_OLDEST" ]; then
        export JAVA_HOME
        export JAVA_VERSION=$version
        return
    fi
    while IFS= read -r place; do
        version=$(jdk_version "$place") || continue
        seen="$seen
  $version  $place"
        [ "$version" -ge "$AIGW_JAVA_OLDEST" ] || continue
        if [ -z "$best" ] \
            || { [ "$version" -le "$AIGW_JAVA_NEWEST" ] \
                && { [ "$version" -gt "$best_version" ] || [ "$best_version" -gt "$AIGW_JAVA_NEWEST" ]; }; } \
            || { [ "$best_version" -gt "$AIGW_JAVA_NEWEST" ] && [ "$version" -lt "$best_version" ]; }; then
            best=$place
            best_version=$version
        fi
    done < <(jdk_places)
    if [ -z "$best" ]; then
        {
            printf 'aigw: no JDK of version %s or newer found.\n' "$AIGW_JAVA_OLDEST"
            if [ -n "${JAVA_HOME:-}" ]; then
                printf 'JAVA_HOME is %s (%s).\n' "$JAVA_HOME" "$(jdk_version "$JAVA_HOME" || echo 'no JDK: bin/javac is missing')"
            fi
            if [ -n "$seen" ]; then
                printf 'These were found, all too old:%s\n' "$seen"
            fi
            printf 'Install one (a JDK with javac, not only a JRE) and try again, or set JAVA_HOME to it:\n'
            printf '  Debian, Ubuntu   apt-get install openjdk-%s-jdk-headless\n' "$AIGW_JAVA_OLDEST"
            printf '  Fedora, RHEL     dnf install java-%s-openjdk-devel\n' "$AIGW_JAVA_OLDEST"
            printf '  macOS            brew install openjdk@%s\n' "$AIGW_JAVA_OLDEST"
            printf '  anywhere         Eclipse Temurin %s, unpacked into ~/.jdks\n' "$AIGW_JAVA_NEWEST"
        } >&2
        exit 69
    fi
    export JAVA_HOME=$best
    export JAVA_VERSION=$best_version
}

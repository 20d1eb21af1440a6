# Builds aigw when it has to be built, and knows how its JVM is started. Sourced after jdk.sh, with AIGW_HOME set.

AIGW_JAR=$AIGW_HOME/target/aigw.jar
# Touched after a build that went through: a jar alone may be half of one.
AIGW_STAMP=$AIGW_HOME/target/.built

# Sets MVN, or says what to install and ends.
find_maven() {
    local place
    if MVN=$(command -v mvn); then
        return
    fi
    for place in "${MAVEN_HOME:-}" "${M2_HOME:-}" /opt/maven /opt/apache-maven* /usr/share/maven /usr/local/maven \
        "${HOME:-/nonexistent}"/.sdkman/candidates/maven/current /opt/homebrew/opt/maven /usr/local/opt/maven; do
        if [ -n "$place" ] && [ -x "$place/bin/mvn" ]; then
            MVN=$place/bin/mvn
            return
        fi
    done
    {
        printf 'aigw: Maven is needed to build, and there is no mvn on PATH.\n'
        printf '  Debian, Ubuntu   apt-get install maven\n'
        printf '  Fedora, RHEL     dnf install maven\n'
        printf '  macOS            brew install maven\n'
    } >&2
    exit 69
}

is_built() {
    [ -f "$AIGW_JAR" ] && [ -f "$AIGW_STAMP" ] && [ -d "$AIGW_HOME/target/dev" ] || return 1
    # Directories too: a file that was deleted is only seen there.
    [ -z "$(find "$AIGW_HOME/pom.xml" "$AIGW_HOME/src/main" "$AIGW_JAR" -newer "$AIGW_STAMP" -print | head -n 1)" ]
}

# Builds if sources are newer than what was built from them. Two at once wait for each other where flock exists.
build_if_needed() {
    is_built && return
    find_maven
    mkdir -p "$AIGW_HOME/target"
    (
        if command -v flock >/dev/null; then
            flock 9
            is_built && exit 0
        fi
        build_now
    ) 9>"$AIGW_HOME/target/.build-lock"
}

# The stamp is as old as the start of the build: a source saved while it runs is newer. The jar must not count as newer.
begin_stamp() {
    mkdir -p "$AIGW_HOME/target"
    : >"$AIGW_STAMP.new"
}

end_stamp() {
    if [ -f "$AIGW_STAMP.new" ] && [ -f "$AIGW_JAR" ]; then
        touch -r "$AIGW_STAMP.new" "$AIGW_JAR"
        mv "$AIGW_STAMP.new" "$AIGW_STAMP"
    fi
}

# What Maven says is shown only when it fails, or when somebody wants to see it (AIGW_VERBOSE=1).
build_now() {
    local log=$AIGW_HOME/target/build.log started=$SECONDS
    printf 'Building aigw with JDK %s (%s); the first time also fetches libraries ...\n' "$JAVA_VERSION" "$JAVA_HOME" >&2
    begin_stamp
    if [ -n "${AIGW_VERBOSE:-}" ]; then
        (cd "$AIGW_HOME" && "$MVN" -B -ntp -Dmaven.test.skip=true -Dspotless.check.skip=true package) >&2 </dev/null || return
    elif ! (cd "$AIGW_HOME" && "$MVN" -B -ntp -Dmaven.test.skip=true -Dspotless.check.skip=true package) >"$log" 2>&1 </dev/null; then
        grep -v -e '^\[INFO\]' -e '^WARNING: ' -e '^$' "$log" | tail -n 60 >&2 || true
        printf 'aigw: the build failed. Everything it said: %s\n' "$log" >&2
        return 1
    fi
    end_stamp
    printf 'Built in %s s.\n' $((SECONDS - started)) >&2
}

# Sets JVM_FLAGS to what this JDK understands of what aigw likes.
jvm_flags() {
    JVM_FLAGS=(--enable-native-access=ALL-UNNAMED -XX:+ExitOnOutOfMemoryError -Dfile.encoding=UTF-8)
    if [ "$JAVA_VERSION" -ge 23 ]; then
        JVM_FLAGS+=(--sun-misc-unsafe-memory-access=allow)
    fi
    if [ "$JAVA_VERSION" -ge 25 ]; then
        JVM_FLAGS+=(-XX:+UseCompactObjectHeaders)
    fi
}

# Sets ARCHIVE_FLAGS: classes that were parsed once and kept in a file, which nearly halves the work of a start. A development
# gateway makes the file when it ends (that takes a second or two, once after each build); others only read it.
archive_flags() {
    local archive=$AIGW_HOME/target/classes-$JAVA_VERSION.jsa
    ARCHIVE_FLAGS=()
    # The JVM would leave one of an older jar alone, but not replace it.
    if [ "$AIGW_JAR" -nt "$archive" ]; then
        rm -f "$archive" 2>/dev/null || true
    fi
    if [ "${1:-}" = dev ] && [ -w "$AIGW_HOME/target" ]; then
        ARCHIVE_FLAGS=(-XX:+AutoCreateSharedArchive "-XX:SharedArchiveFile=$archive")
    elif [ "${1:-}" != serve ] && [ -r "$archive" ]; then
        ARCHIVE_FLAGS=("-XX:SharedArchiveFile=$archive")
    fi
    # One that does not fit is not worth a word.
    ARCHIVE_FLAGS+=(-Xshare:auto -Xlog:cds=off -Xlog:cds+dynamic=off)
    if [ "$JAVA_VERSION" -ge 24 ]; then
        ARCHIVE_FLAGS+=(-Xlog:aot=off)
    fi
}

# Becomes the JVM, so that signals reach it and nothing stands between.
exec_aigw() {
    jvm_flags
    archive_flags "$@"
    # AIGW_JAVA_OPTS is split at blanks on purpose.
    # shellcheck disable=SC2086
    exec "$JAVA_HOME/bin/java" "${JVM_FLAGS[@]}" "${ARCHIVE_FLAGS[@]}" ${AIGW_JVM_MODE:-} ${AIGW_JAVA_OPTS:-} \
        -cp "$AIGW_JAR:$AIGW_HOME/target/dev/*" dev.aigw.Main "$@"
}

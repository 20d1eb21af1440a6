# syntax=docker/dockerfile:1

FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /build
COPY pom.xml ./
COPY src/main src/main
# The libraries stay on the building machine from build to build, and out of the image.
RUN --mount=type=cache,target=/root/.m2 mvn -B -ntp -Dmaven.test.skip=true -Dspotless.check.skip=true package

# A Java of only what aigw uses: 65 MB instead of 350.
FROM eclipse-temurin:25-jdk AS java
RUN jlink --output /java --strip-java-debug-attributes --no-header-files --no-man-pages --compress zip-6 --add-modules \
    java.base,java.compiler,java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.security.sasl,java.sql,java.xml,jdk.crypto.ec,jdk.jfr,jdk.management,jdk.naming.dns,jdk.unsupported

FROM debian:stable-slim
RUN useradd --system --uid 10001 --user-group --home-dir /nonexistent --shell /usr/sbin/nologin aigw \
    && install --directory --owner aigw --group aigw --mode 0700 /var/lib/aigw/journal
COPY --from=java /java /opt/java
COPY --from=build /build/target/aigw.jar /opt/aigw/aigw.jar
COPY LICENSE /opt/aigw/
COPY conf /opt/aigw/conf
ENV PATH=/opt/java/bin:$PATH

# Usage waits here for PostgreSQL: keep the volume from container to container.
ENV AIGW_USAGE_JOURNAL_DIR=/var/lib/aigw/journal
VOLUME /var/lib/aigw/journal

USER aigw
WORKDIR /opt/aigw
EXPOSE 8080
STOPSIGNAL SIGTERM

# On the management port, which only this container can reach. The port is the one of AIGW_MANAGEMENT_PORT, or 9090.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/${AIGW_MANAGEMENT_PORT:-9090} && printf 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3 && IFS= read -r status <&3 && [[ $status == *' 200 '* ]]"]

# The heap is what the container's memory allows; fix it with JAVA_TOOL_OPTIONS="-Xms2g -Xmx2g". AlwaysPreTouch: otherwise
# the first collections under load wait for the kernel to find pages.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=65", "-XX:+AlwaysPreTouch", "-XX:+ExitOnOutOfMemoryError", \
    "-XX:+UseCompactObjectHeaders", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", \
    "-jar", "/opt/aigw/aigw.jar"]
CMD ["serve"]

package dev.aigw.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Everything that is logged in this JVM, with stack traces. */
public final class CapturedLog {
    private static final CapturedLog LOG = new CapturedLog();

    private final List<ILoggingEvent> events = new ArrayList<>();

    private CapturedLog() {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        AppenderBase<ILoggingEvent> capture = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                add(event);
            }
        };
        capture.setContext(root.getLoggerContext());
        capture.start();
        root.addAppender(capture);
    }

    public static CapturedLog ofThisJvm() {
        return LOG;
    }

    public synchronized void clear() {
        events.clear();
    }

    public synchronized List<String> errors() {
        return events.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.ERROR))
                .map(CapturedLog::text)
                .toList();
    }

    public synchronized String text() {
        StringBuilder all = new StringBuilder();
        events.forEach(event -> all.append(text(event)).append('\n'));
        return all.toString();
    }

    private synchronized void add(ILoggingEvent event) {
        events.add(event);
    }

    private static String text(ILoggingEvent event) {
        String trace = event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
        return event.getLevel() + " " + event.getLoggerName() + " " + event.getFormattedMessage() + " " + trace;
    }
}

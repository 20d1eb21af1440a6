package dev.aigw.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import dev.aigw.config.ProcessConfig;
import java.net.URL;
import java.util.Objects;
import org.slf4j.LoggerFactory;

/** How this process logs. Commands say only what goes wrong (logback.xml); servers switch to one of these. */
enum Logs {
    /** A JSON object a line, on stdout, for collectors. */
    SERVE("logback-serve.xml"),
    /** Lines for people, on stderr. */
    DEV("logback-dev.xml");

    private final String resource;

    Logs(String resource) {
        this.resource = resource;
    }

    /** Switches, unless the operator has brought a Logback file of their own. */
    void use(ProcessConfig.Level level) {
        if (System.getProperty("logback.configurationFile") != null
                || !(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        URL file = Objects.requireNonNull(Logs.class.getResource("/" + resource), resource);
        context.reset();
        context.putProperty("level", level.name());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        try {
            configurator.doConfigure(file);
        } catch (JoranException e) {
            throw new IllegalStateException(resource, e);
        }
    }
}

package dev.aigw.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts what {@link GatewayTest} promises, once per set of wishes, and looks after each test that no error was logged. */
final class GatewayExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final Namespace GATEWAYS = Namespace.create(GatewayExtension.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        gateway(context).upstream().reset();
        CapturedLog.ofThisJvm().clear();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (!context.getRequiredTestMethod().isAnnotationPresent(LogsErrors.class)
                && context.getExecutionException().isEmpty()) {
            assertThat(CapturedLog.ofThisJvm().errors()).as("errors in the log").isEmpty();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestGateway.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return gateway(context);
    }

    private static TestGateway gateway(ExtensionContext context) {
        return context.getRoot()
                .getStore(GATEWAYS)
                .computeIfAbsent(Running.class, first -> new Running(), Running.class)
                .gateway(context.getRequiredTestClass().getAnnotation(GatewayTest.class));
    }

    /** All gateways of this run; the store closes them at its end. */
    private static final class Running implements AutoCloseable {
        /** The annotation is its own key: two that say the same are equal. */
        private final Map<GatewayTest, TestGateway> gateways = new LinkedHashMap<>();

        synchronized TestGateway gateway(GatewayTest wishes) {
            return gateways.computeIfAbsent(wishes, TestGateway::start);
        }

        @Override
        public synchronized void close() throws IOException, TimeoutException {
            for (TestGateway gateway : gateways.values()) {
                gateway.stop();
            }
        }
    }
}

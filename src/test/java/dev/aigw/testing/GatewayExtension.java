package dev.aigw.testing;

import static org.assertj.core.api.Assertions.assertThat;

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

    /** The annotation is its own key: two that say the same are equal. */
    private static TestGateway gateway(ExtensionContext context) {
        GatewayTest wishes = context.getRequiredTestClass().getAnnotation(GatewayTest.class);
        return context.getRoot()
                .getStore(GATEWAYS)
                .computeIfAbsent(wishes, key -> TestGateway.start(wishes), TestGateway.class);
    }
}

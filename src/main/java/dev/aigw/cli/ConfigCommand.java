package dev.aigw.cli;

import dev.aigw.config.ConfigLoader;
import dev.aigw.config.ConfigLoader.Mode;
import dev.aigw.config.EffectiveSetting;
import dev.aigw.config.Setting;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code aigw config}: the settings as they are, and those there are. */
@Command(
        name = "config",
        description = {
            "Show every setting as it is, and who said so; credentials as dots.",
            "",
            "Later ones hold over earlier ones: defaults, aigw.yaml, aigw.env, the environment, the command line."
        })
final class ConfigCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(
            names = "--keys",
            description = "Explain the settings there are instead: default, allowed values, variables.")
    private boolean keys;

    @Option(names = "--dev", description = "As `aigw dev` sees it, not `aigw serve`.")
    private boolean dev;

    ConfigCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Mode mode = dev ? Mode.DEV : Mode.SERVE;
        if (keys) {
            explain(ConfigLoader.describe(mode));
        } else {
            show(ConfigLoader.effective(mode, invocation.sources()));
        }
        return ExitCode.OK;
    }

    private void show(List<EffectiveSetting> settings) {
        if (invocation.json()) {
            invocation.print(new JsonArray(settings.stream()
                    .map(setting -> new JsonObject()
                            .put("path", setting.path())
                            .put("value", setting.value())
                            .put("from", setting.from()))
                    .toList()));
            return;
        }
        TextTable table = new TextTable().left("SETTING").left("VALUE").left("FROM");
        settings.forEach(setting -> table.row(setting.path(), setting.value(), setting.from()));
        invocation.out().print(table.text());
    }

    private void explain(List<Setting> settings) {
        if (invocation.json()) {
            invocation.print(new JsonArray(settings.stream()
                    .map(setting -> new JsonObject()
                            .put("path", setting.path())
                            .put("type", setting.type())
                            .put("default", setting.standard())
                            .put("allowed", setting.allowed())
                            .put("environment", new JsonArray(setting.environment()))
                            .put("meaning", setting.meaning()))
                    .toList()));
            return;
        }
        for (Setting setting : settings) {
            invocation
                    .out()
                    .println(setting.path() + (setting.standard().isEmpty() ? "" : "  (" + setting.standard() + ")"));
            invocation.out().println("    " + setting.meaning());
            invocation.out().println("    allowed: " + setting.allowed());
            if (!setting.environment().isEmpty()) {
                invocation.out().println("    environment: " + String.join(", ", setting.environment()));
            }
        }
    }
}

package dev.aigw.config;

import dev.aigw.config.ProviderConfig.Azure;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads what only Azure OpenAI has: resources, deployments, and versions of its API. */
final class AzureSettings {
    /** Asked when nothing says what is deployed. */
    static final String MODEL = "gpt-4o-mini";

    private static final String VERSION = "2024-10-21";

    private final Reading reading;
    private final Section at;
    private final boolean builtIn;

    /**
     * Takes the section of one provider.
     *
     * @param builtIn whether the AZURE_OPENAI_ variables are about this one
     */
    AzureSettings(Reading reading, Section at, boolean builtIn) {
        this.reading = reading;
        this.at = at;
        this.builtIn = builtIn;
    }

    static Optional<String> resource(Section at, boolean builtIn) {
        return at.text(
                "resource",
                "",
                "letters, digits and -",
                "Azure resource; short for the base-url https://<resource>.openai.azure.com",
                text -> "https://" + Forms.word(text) + ".openai.azure.com",
                variable(builtIn, "AZURE_OPENAI_RESOURCE"));
    }

    Azure read(Optional<String> defaultModel) {
        Optional<String> deployment = at.text(
                "deployment",
                "",
                "a deployment's name",
                "deployment of the default model; without a default-model it is that too",
                Forms::modelName,
                variable(builtIn, "AZURE_OPENAI_DEPLOYMENT"));
        String version = at.text(
                        "api-version",
                        VERSION,
                        "a version such as " + VERSION,
                        "version of Azure's API",
                        Forms::word,
                        variable(builtIn, "AZURE_OPENAI_API_VERSION"))
                .orElse(VERSION);
        Map<String, String> deployments = new LinkedHashMap<>();
        deployment.ifPresent(name -> deployments.put(defaultModel.orElse(name), name));
        at.named("deployments", "model to deployment; a model that is not listed is its own deployment")
                .forEach((model, names) -> {
                    if (names.size() == 1) {
                        deployments.putIfAbsent(model, names.getFirst());
                    } else {
                        reading.problem(
                                at.pathOf("deployments") + "." + model, "is not one deployment", "one text", "");
                    }
                });
        return new Azure(version, deployments);
    }

    private static String[] variable(boolean builtIn, String name) {
        return builtIn ? new String[] {name} : new String[0];
    }
}

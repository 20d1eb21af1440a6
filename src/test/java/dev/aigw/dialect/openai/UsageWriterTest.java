package dev.aigw.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.dialect.TokenUsage;
import org.junit.jupiter.api.Test;

class UsageWriterTest {

    @Test
    void writesSoundWhereThereIsSome() {
        String json = UsageWriter.write(new TokenUsage(9, 1, 2, 5, 3, 1, 4, 2)).toString();

        assertThat(json).isEqualTo("""
                {"prompt_tokens":9,"completion_tokens":5,"total_tokens":14,\
                "prompt_tokens_details":{"cached_tokens":1,"cache_write_tokens":2,"audio_tokens":4},\
                "completion_tokens_details":{"reasoning_tokens":3,"audio_tokens":2}}""");
    }

    @Test
    void saysNothingOfSoundWhereThereIsNone() {
        String json = UsageWriter.write(new TokenUsage(9, 1, 0, 5, 3)).toString();

        assertThat(json).doesNotContain("audio");
    }
}

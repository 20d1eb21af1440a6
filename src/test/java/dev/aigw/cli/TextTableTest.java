package dev.aigw.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void putsTextsLeftAndNumbersRight() {
        TextTable table = new TextTable().left("MODEL").right("REQUESTS").left("NOTE");

        table.row("gpt-4o-mini", "1,234", "ok").row("é", "5", "");

        assertThat(table.text()).isEqualTo("""
                MODEL        REQUESTS  NOTE
                gpt-4o-mini     1,234  ok
                é                   5
                """);
    }

    @Test
    void countsCharactersAndNotTheirHalves() {
        TextTable table = new TextTable().left("A").left("B");

        table.row("\uD83D\uDE00", "x");

        assertThat(table.text()).isEqualTo("A  B\n\uD83D\uDE00  x\n");
    }

    @Test
    void showsItsHeadingWhenThereAreNoRows() {
        assertThat(new TextTable().left("TENANT").right("KEYS").text()).isEqualTo("TENANT  KEYS\n");
    }

    @Test
    void refusesARowOfAnotherWidth() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TextTable().left("A").row("1", "2"));
    }
}

package dev.weir.process;

import java.util.List;

/** All mistakes of a configuration together, one line each: key, value, where it came from, what was expected. */
public final class ConfigurationProblem extends Problem {
    private static final long serialVersionUID = 1L;

    private final transient List<String> mistakes;

    public ConfigurationProblem(List<String> mistakes) {
        super(ExitCode.CONFIGURATION, message(mistakes));
        this.mistakes = List.copyOf(mistakes);
    }

    private static String message(List<String> mistakes) {
        String head = mistakes.size() == 1
                ? "The configuration has a mistake:"
                : "The configuration has " + mistakes.size() + " mistakes:";
        return head + "\n  " + String.join("\n  ", mistakes);
    }

    public List<String> mistakes() {
        return mistakes;
    }
}

import java.io.PrintStream;

/** Writes one JSON object on one line, so that what a checker found is read line by line. */
final class JsonLine {
    private static final PrintStream OUTPUT = System.out;

    private JsonLine() {
    }

    /** Sends what libraries print to the error stream: standard output holds our lines alone. */
    static void claimOutput() {
        System.setOut(System.err);
    }

    /** Prints keys and values, given in turns; numbers stay numbers, all else becomes a string. */
    static void print(Object... keysAndValues) {
        StringBuilder line = new StringBuilder("{");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            line.append(i == 0 ? "" : ", ").append(quoted(keysAndValues[i])).append(": ");
            Object value = keysAndValues[i + 1];
            line.append(value instanceof Number ? value.toString() : quoted(value));
        }
        OUTPUT.println(line.append('}'));
    }

    /** ASCII only, so that the platform's encoding has no say. */
    private static String quoted(Object value) {
        StringBuilder text = new StringBuilder("\"");
        for (char c : String.valueOf(value).toCharArray()) {
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.append('"').toString();
    }
}

import com.adobe.epubcheck.api.EPUBLocation;
import com.adobe.epubcheck.api.EpubCheck;
import com.adobe.epubcheck.api.MasterReport;
import com.adobe.epubcheck.messages.Message;
import com.adobe.epubcheck.messages.Severity;
import com.adobe.epubcheck.util.FeatureEnum;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Puts many EPUB files through EPUBCheck in one JVM, which lives as long as its standard input.
 *
 * <p>Asked by a line with a file's path, it answers with one line of JSON a message and one, the last,
 * with the verdict. The first book takes far longer than any later one: the schemas are read then.
 */
public final class EpubMany {
    private EpubMany() {
    }

    public static void main(String[] arguments) throws IOException {
        JsonLine.claimOutput();
        Locale.setDefault(Locale.ENGLISH);
        BufferedReader requests =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String file = requests.readLine(); file != null; file = requests.readLine()) {
            Lines report = new Lines(file);
            new EpubCheck(new File(file), report).doValidate();
            JsonLine.print("done", file, "verdict", report.invalid ? "fail" : "pass",
                "version", EpubCheck.version());
        }
    }

    /** Prints what is reported as it comes in, and remembers whether the book is invalid by it. */
    private static final class Lines extends MasterReport {
        private boolean invalid;

        Lines(String file) {
            setEpubFileName(file);
        }

        @Override
        public void message(Message message, EPUBLocation location, Object... arguments) {
            Severity severity = message.getSeverity();
            if (severity == Severity.SUPPRESSED) {
                return;
            }
            invalid |= severity == Severity.FATAL || severity == Severity.ERROR;
            String where = location == null ? "" : location.getPath() + ":" + location.getLine();
            JsonLine.print("severity", severity, "rule", message.getID(),
                "message", message.getMessage(arguments), "where", where);
        }

        @Override
        public void info(String resource, FeatureEnum feature, String value) {
            // What a book has is no complaint.
        }

        @Override
        public void initialize() {
            // Nothing to open.
        }

        @Override
        public int generate() {
            return invalid ? 1 : 0;
        }
    }
}

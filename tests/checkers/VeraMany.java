import java.io.BufferedReader;
import java.io.File;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.LogManager;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.ErrorArgument;
import org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Puts many PDF files through the veraPDF engine in one JVM, which lives as long as standard input.
 *
 * <p>Asked by a line of PROFILE, tab, FILE, it answers with one line of JSON a broken rule and one, the
 * last, with the verdict. The engine's jar has neither a command line nor the JAXB runtime that veraPDF
 * reads its profiles with, so the profiles, which are in the jar, are read here by the JDK's parser.
 */
public final class VeraMany {
    private static final Map<String, String> PROFILES = new TreeMap<>(Map.ofEntries(
        Map.entry("ua1", "PDFUA-1"), Map.entry("ua2", "PDFUA-2-ISO32005"),
        Map.entry("1a", "PDFA-1A"), Map.entry("1b", "PDFA-1B"),
        Map.entry("2a", "PDFA-2A"), Map.entry("2b", "PDFA-2B"), Map.entry("2u", "PDFA-2U"),
        Map.entry("3a", "PDFA-3A"), Map.entry("3b", "PDFA-3B"), Map.entry("3u", "PDFA-3U"),
        Map.entry("4", "PDFA-4"), Map.entry("4f", "PDFA-4F")));

    private VeraMany() {
    }

    public static void main(String[] arguments) throws Exception {
        JsonLine.claimOutput();
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        BufferedReader requests =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Map<String, ValidationProfile> profiles = new HashMap<>();
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            String[] request = line.split("\t");
            if (!profiles.containsKey(request[0])) {
                profiles.put(request[0], profile(request[0]));
            }
            check(request[1], profiles.get(request[0]));
        }
    }

    /** A file that the engine cannot read is a finding like any other, not the end of the run. */
    private static void check(String file, ValidationProfile profile) {
        PDFAFlavour flavour = profile.getPDFAFlavour();
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(file), flavour);
             PDFAValidator validator = Foundries.defaultInstance().createValidator(profile, false)) {
            ValidationResult result = validator.validate(parser);
            for (TestAssertion failure : firstOfEachRule(result)) {
                report(failure, result.getFailedChecks());
            }
            JsonLine.print("done", file, "verdict", result.isCompliant() ? "pass" : "fail",
                "checks", result.getTotalAssertions(), "rules", profile.getRules().size());
        } catch (Exception | StackOverflowError broken) {
            JsonLine.print("rule", "unreadable", "message", broken);
            JsonLine.print("done", file, "verdict", "fail", "checks", 0, "rules", 0);
        }
    }

    private static Iterable<TestAssertion> firstOfEachRule(ValidationResult result) {
        Map<RuleId, TestAssertion> first = new LinkedHashMap<>();
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                first.putIfAbsent(assertion.getRuleId(), assertion);
            }
        }
        return first.values();
    }

    private static void report(TestAssertion failure, Map<RuleId, Integer> counts) {
        RuleId rule = failure.getRuleId();
        String message = failure.getErrorMessage();
        JsonLine.print(
            "rule", rule.getSpecification().getId() + " " + rule.getClause() + "-" + rule.getTestNumber(),
            "count", counts.getOrDefault(rule, 1),
            "message", message == null || message.isEmpty() ? failure.getMessage() : message,
            "where", failure.getLocation().getContext());
    }

    /** Exact ids only: the engine's own look-up takes the nearest, and 'wt1a' would mean 1a. */
    private static ValidationProfile profile(String id) throws Exception {
        String name = PROFILES.get(id);
        if (name == null) {
            throw new IllegalArgumentException("no profile '" + id + "'; known: " + PROFILES.keySet());
        }
        String resource = "/org/verapdf/pdfa/validation/" + name + ".xml";
        try (InputStream stream = PDFAFlavour.class.getResourceAsStream(resource)) {
            DocumentBuilderFactory parsers = DocumentBuilderFactory.newInstance();
            parsers.setNamespaceAware(true);
            Element root = parsers.newDocumentBuilder().parse(stream).getDocumentElement();
            return Profiles.profileFromValues(PDFAFlavour.valueOf(root.getAttribute("flavour")),
                Profiles.profileDetailsFromValues(name, name, "", new Date(0)), "",
                rules(root), variables(root));
        }
    }

    private static Set<Rule> rules(Element root) {
        Set<Rule> rules = new LinkedHashSet<>();
        for (Element rule : descendants(root, "rule")) {
            Element id = descendants(rule, "id").get(0);
            String deferred = rule.getAttribute("deferred");
            rules.add(Profiles.ruleFromValues(
                Profiles.ruleIdFromValues(PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
                    id.getAttribute("clause"), Integer.parseInt(id.getAttribute("testNumber"))),
                rule.getAttribute("object"), deferred.isEmpty() ? null : Boolean.valueOf(deferred),
                rule.getAttribute("tags"), text(rule, "description"), text(rule, "test"),
                Profiles.errorFromValues(text(rule, "message"), arguments(rule)), List.of()));
        }
        return rules;
    }

    private static List<ErrorArgument> arguments(Element rule) {
        List<ErrorArgument> arguments = new ArrayList<>();
        for (Element argument : descendants(rule, "argument")) {
            String name = argument.getAttribute("name");
            arguments.add(ErrorArgumentImpl.fromValues(
                argument.getTextContent(), name.isEmpty() ? null : name, null));
        }
        return arguments;
    }

    private static Set<Variable> variables(Element root) {
        Set<Variable> variables = new LinkedHashSet<>();
        for (Element variable : descendants(root, "variable")) {
            variables.add(Profiles.variableFromValues(variable.getAttribute("name"),
                variable.getAttribute("object"), text(variable, "defaultValue"), text(variable, "value")));
        }
        return variables;
    }

    private static String text(Element parent, String name) {
        List<Element> found = descendants(parent, name);
        return found.isEmpty() ? "" : found.get(0).getTextContent();
    }

    private static List<Element> descendants(Element parent, String name) {
        NodeList nodes = parent.getElementsByTagNameNS("*", name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }
}

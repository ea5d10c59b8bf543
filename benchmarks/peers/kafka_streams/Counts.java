import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What the job counts, and its messages. */
final class Counts {
    static final String STORE = "counts";
    static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private static final int PLANNED_SCHOOL_DAYS = 37;
    private static final int THRESHOLD_PERCENT = 15;

    /** The counts of a pupil in a quarter, as they go out. */
    record Counted(String pupil, String quarter, int registered, int unlawful, boolean alert) {}

    private Counts() {}

    static int halfDays(int grade) {
        return grade >= 7 ? 1 : 2;
    }

    static boolean isUnlawful(String status, String category) {
        return status.equals("absent") && (category == null || category.equals("unlawful"));
    }

    static String quarter(String date) {
        return date.substring(0, 4) + "-Q" + (Integer.parseInt(date, 5, 7, 10) + 2) / 3;
    }

    static byte[] encode(String pupil, String quarter, int registered, int unlawful) {
        boolean alert = 100 * unlawful >= 2 * THRESHOLD_PERCENT * PLANNED_SCHOOL_DAYS;
        try {
            return JSON.writeValueAsBytes(new Counted(pupil, quarter, registered, unlawful, alert));
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }
}

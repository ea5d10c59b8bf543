import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** One event per registration: an entry of eight bytes per pupil and quarter. */
final class PupilCounter implements Processor<String, byte[], String, byte[]> {
    private static final ObjectReader READER = Counts.JSON.readerFor(Registration.class);

    private final Progress progress;
    private ProcessorContext<String, byte[]> context;
    private KeyValueStore<String, byte[]> store;

    record Registration(String pupil, int grade, String date, String status, String category) {}

    PupilCounter(Progress progress) {
        this.progress = progress;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> processorContext) {
        context = processorContext;
        store = context.getStateStore(Counts.STORE);
    }

    @Override
    public void process(Record<String, byte[]> message) {
        Registration each = read(message.value());
        String quarter = Counts.quarter(each.date());
        String key = each.pupil() + "|" + quarter;
        byte[] before = store.get(key);
        int registered = 0;
        int unlawful = 0;
        if (before != null) {
            ByteBuffer counts = ByteBuffer.wrap(before);
            registered = counts.getInt();
            unlawful = counts.getInt();
        }
        int worth = Counts.halfDays(each.grade());
        registered += worth;
        if (Counts.isUnlawful(each.status(), each.category())) {
            unlawful += worth;
        }
        store.put(key, ByteBuffer.allocate(8).putInt(registered).putInt(unlawful).array());
        if (unlawful > 0) {
            context.forward(message.withKey(each.pupil())
                    .withValue(Counts.encode(each.pupil(), quarter, registered, unlawful)));
        }
        progress.add();
    }

    private static Registration read(byte[] value) {
        try {
            return READER.readValue(value);
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }
}

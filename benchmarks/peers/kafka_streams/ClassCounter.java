import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Roll calls: an entry per class and quarter with the counts of all its pupils, in a compact binary form. */
final class ClassCounter implements Processor<String, byte[], String, byte[]> {
    private static final ObjectReader READER = Counts.JSON.readerFor(RollCall.class);

    private final Progress progress;
    private ProcessorContext<String, byte[]> context;
    private KeyValueStore<String, byte[]> store;

    record Entry(String pupil, String status, String category) {}

    record RollCall(
            String school, @JsonProperty("class") String className, int grade, String date, List<Entry> entries) {}

    ClassCounter(Progress progress) {
        this.progress = progress;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> processorContext) {
        context = processorContext;
        store = context.getStateStore(Counts.STORE);
    }

    @Override
    public void process(Record<String, byte[]> message) {
        RollCall rollCall = read(message.value());
        String quarter = Counts.quarter(rollCall.date());
        String key = rollCall.school() + "|" + rollCall.className() + "|" + quarter;
        Map<String, int[]> counts = unpack(store.get(key));
        int worth = Counts.halfDays(rollCall.grade());
        for (Entry entry : rollCall.entries()) {
            int[] both = counts.computeIfAbsent(entry.pupil(), pupil -> new int[2]);
            both[0] += worth;
            if (Counts.isUnlawful(entry.status(), entry.category())) {
                both[1] += worth;
            }
            if (both[1] > 0) {
                context.forward(message.withKey(entry.pupil())
                        .withValue(Counts.encode(entry.pupil(), quarter, both[0], both[1])));
            }
        }
        store.put(key, pack(counts));
        progress.add();
    }

    private static Map<String, int[]> unpack(byte[] packed) {
        Map<String, int[]> counts = new HashMap<>(64);
        if (packed == null) {
            return counts;
        }
        ByteBuffer bytes = ByteBuffer.wrap(packed);
        while (bytes.hasRemaining()) {
            byte[] pupil = new byte[bytes.get()];
            bytes.get(pupil);
            counts.put(new String(pupil, StandardCharsets.ISO_8859_1), new int[] {bytes.getInt(), bytes.getInt()});
        }
        return counts;
    }

    private static byte[] pack(Map<String, int[]> counts) {
        ByteBuffer bytes = ByteBuffer.allocate(counts.size() * (1 + 64 + 8));
        for (Map.Entry<String, int[]> each : counts.entrySet()) {
            byte[] pupil = each.getKey().getBytes(StandardCharsets.ISO_8859_1);
            bytes.put((byte) pupil.length).put(pupil);
            bytes.putInt(each.getValue()[0]).putInt(each.getValue()[1]);
        }
        byte[] packed = new byte[bytes.position()];
        bytes.flip().get(packed);
        return packed;
    }

    private static RollCall read(byte[] value) {
        try {
            return READER.readValue(value);
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }
}

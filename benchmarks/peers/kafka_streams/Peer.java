import java.util.Properties;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.Stores;

/**
 * The reduced job on Kafka Streams: {@code Peer pupil|class memory|rocksdb}. One thread, at least once, a commit every
 * second, a store with its changelog and the default cache.
 */
public final class Peer {
    private Peer() {}

    public static void main(String[] arguments) {
        Progress progress = new Progress();
        Supplier<Processor<String, byte[], String, byte[]>> counter =
                arguments[0].equals("class") ? () -> new ClassCounter(progress) : () -> new PupilCounter(progress);
        KeyValueBytesStoreSupplier store = arguments[1].equals("memory")
                ? Stores.inMemoryKeyValueStore(Counts.STORE)
                : Stores.persistentKeyValueStore(Counts.STORE);
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(
                Stores.keyValueStoreBuilder(store, Serdes.String(), Serdes.ByteArray()).withCachingEnabled());
        builder.stream(System.getenv("BENCH_SOURCE"), Consumed.with(Serdes.String(), Serdes.ByteArray()))
                .process(counter::get, Counts.STORE)
                .to(System.getenv("BENCH_TARGET"), Produced.with(Serdes.String(), Serdes.ByteArray()));
        KafkaStreams streams = new KafkaStreams(builder.build(), properties());
        Runtime.getRuntime().addShutdownHook(new Thread(streams::close));
        streams.start();
    }

    private static Properties properties() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, System.getenv("BENCH_SOURCE"));
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, System.getenv("BENCH_BOOTSTRAP"));
        properties.put(StreamsConfig.STATE_DIR_CONFIG, System.getenv("BENCH_DIRECTORY"));
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1000);
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        return properties;
    }
}

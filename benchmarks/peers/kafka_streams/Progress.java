/** Says when the warm-up and when everything is through; the one stream thread calls it. */
final class Progress {
    private final long warm = Long.parseLong(System.getenv("BENCH_WARM"));
    private final long all = Long.parseLong(System.getenv("BENCH_ALL"));
    private long seen;

    void add() {
        seen++;
        if (seen == warm) {
            System.out.println("warm");
        }
        if (seen == all) {
            System.out.println("done");
        }
    }
}

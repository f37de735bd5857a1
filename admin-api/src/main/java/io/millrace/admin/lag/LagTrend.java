package io.millrace.admin.lag;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a lag is going: the line that lies closest to its last samples.
 *
 * @param recordsPerSecond by which the lag grows; negative if it shrinks
 * @param samples that say so
 * @param sinceMs time of the first of them, in milliseconds since 1970
 */
public record LagTrend(Direction direction, double recordsPerSecond, int samples, long sinceMs) {
    /** Two always lie on a line. */
    public static final int SAMPLES_MIN = 3;

    /** Ten minutes: long enough for a trend, short enough to be about now. */
    public static final int SAMPLES_MAX = 10;

    private static final double MS = 1_000;

    /** Which way. */
    public enum Direction {
        FALLING,
        STEADY,
        RISING;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The trend of the last samples, in order of time. It rises or falls if the line does so by a
     * record at least, and by twice as much as the samples are scattered about it: a lag that only
     * goes to and fro is steady.
     *
     * @return empty if too few of them are known
     */
    static Optional<LagTrend> of(List<LagSample> samples) {
        List<LagSample> known =
                samples.stream().filter(sample -> sample.records().isPresent()).toList();
        List<LagSample> last = known.subList(Math.max(0, known.size() - SAMPLES_MAX), known.size());
        if (last.size() < SAMPLES_MIN || last.getFirst().atMs() == last.getLast().atMs()) {
            return Optional.empty();
        }
        Line line = Line.through(last);
        double change = line.slope() * (last.getLast().atMs() - last.getFirst().atMs()) / MS;
        boolean changes = Math.abs(change) >= Math.max(1, 2 * line.scatter());
        return Optional.of(
                new LagTrend(
                        !changes
                                ? Direction.STEADY
                                : change > 0 ? Direction.RISING : Direction.FALLING,
                        line.slope(),
                        last.size(),
                        last.getFirst().atMs()));
    }

    /**
     * By least squares.
     *
     * @param slope records per second
     * @param scatter standard deviation of the samples from the line, in records
     */
    private record Line(double slope, double scatter) {

        static Line through(List<LagSample> samples) {
            long begin = samples.getFirst().atMs();
            double meanX = samples.stream().mapToDouble(each -> x(each, begin)).average().orElse(0);
            double meanY = samples.stream().mapToDouble(Line::y).average().orElse(0);
            double xx = 0;
            double xy = 0;
            double yy = 0;
            for (LagSample sample : samples) {
                double x = x(sample, begin) - meanX;
                double y = y(sample) - meanY;
                xx += x * x;
                xy += x * y;
                yy += y * y;
            }
            double rest = Math.max(0, yy - xy * xy / xx);
            return new Line(xy / xx, Math.sqrt(rest / (samples.size() - 2)));
        }

        private static double x(LagSample sample, long begin) {
            return (sample.atMs() - begin) / MS;
        }

        private static double y(LagSample sample) {
            return sample.records().orElseThrow();
        }
    }
}

package dev.aigw.alert;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * What an hour usually costs a tenant, and beyond what it is far from usual.
 *
 * <p>The measure is the modified z-score of Iglewicz and Hoaglin (How to Detect and Handle Outliers, ASQC Quality Press, 1993):
 * {@code 0.6745 (x - median) / MAD}, where MAD is the median of the distances from the median. Neither moves when a few hours
 * are extreme, as mean and standard deviation do, which a spike would lift so far that they hide it. They label what is
 * beyond 3.5; this takes 6, because what is spent in an hour has a longer tail than the normal distribution that 3.5 was
 * found with, and an alert that is often wrong is soon not read. 1.4826 is 1 / 0.6745: it makes of a MAD what would be the
 * standard deviation of a normal distribution.
 *
 * <p>An hour must also cost three times the median, since the MAD of hours that are all alike is 0, and everything would be
 * an outlier. And it must be far from usual both among all hours and among those in which anything was spent: a site that
 * sleeps for more than half of the day has a median of 0, and every hour of its working day would be one.
 *
 * @param medianNanos of the hours that gave the threshold
 * @param thresholdNanos what an hour must cost more than
 */
record UsualHour(double medianNanos, double thresholdNanos) {
    /** A day, so that the day's course has been seen once. */
    private static final int LEAST_HOURS = 24;

    private static final int LEAST_USED_HOURS = 12;
    private static final double DEVIATIONS = 6;
    private static final double MAD_TO_DEVIATION = 1.4826;
    private static final double LEAST_FACTOR = 3;

    /**
     * Learns from the hours there were.
     *
     * @param hours what each cost, from the first that was used, hours without use included
     * @return empty while that is too little to know anything from
     */
    static Optional<UsualHour> of(List<Long> hours) {
        double[] all = sorted(hours.stream().mapToLong(Long::longValue));
        double[] used = sorted(hours.stream().mapToLong(Long::longValue).filter(cost -> cost > 0));
        if (all.length < LEAST_HOURS || used.length < LEAST_USED_HOURS) {
            return Optional.empty();
        }
        UsualHour ofAll = ofSorted(all);
        UsualHour ofUsed = ofSorted(used);
        return Optional.of(ofAll.thresholdNanos > ofUsed.thresholdNanos ? ofAll : ofUsed);
    }

    /** Whether an hour that cost this is far beyond the usual. */
    boolean isExceededBy(long costNanos) {
        return costNanos > thresholdNanos;
    }

    private static UsualHour ofSorted(double[] hours) {
        double median = median(hours);
        double[] distances = new double[hours.length];
        for (int i = 0; i < hours.length; i++) {
            distances[i] = Math.abs(hours[i] - median);
        }
        java.util.Arrays.sort(distances);
        double deviation = MAD_TO_DEVIATION * median(distances);
        return new UsualHour(median, Math.max(median + DEVIATIONS * deviation, LEAST_FACTOR * median));
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double[] sorted(LongStream costs) {
        return costs.asDoubleStream().sorted().toArray();
    }
}

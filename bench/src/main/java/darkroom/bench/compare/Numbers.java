package darkroom.bench.compare;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as the table shows them. */
final class Numbers {
    private static final double WHOLE_FROM = 1_000;
    private static final MathContext DIGITS = new MathContext(3);

    private Numbers() {}

    /** Whole with commas from 1,000 on; below, three digits that count. */
    static String of(double value) {
        if (Math.abs(value) >= WHOLE_FROM) {
            return String.format(Locale.ROOT, "%,d", Math.round(value));
        }
        BigDecimal rounded = BigDecimal.valueOf(value).round(DIGITS);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    /** As a part of a hundred, such as {@code 12 %}. */
    static String percent(double part) {
        return Math.round(100 * part) + " %";
    }
}

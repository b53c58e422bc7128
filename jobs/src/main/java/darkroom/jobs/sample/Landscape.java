package darkroom.jobs.sample;

import java.util.SplittableRandom;

/**
 * Paints a landscape: sky with a sun and clouds, ranges of hills, water, and grain over all. What
 * matters is that it compresses and shrinks as a photo does.
 */
final class Landscape {
    private static final int TILE = 256;
    private static final int RANGES = 4;

    private final int width;
    private final int height;
    private final int[] tile = new int[TILE * TILE];
    private final int[][] ridges = new int[RANGES][];
    private final int skyTop;
    private final int skyLow;
    private final int hillNear;
    private final int sunX;
    private final int sunY;
    private final int horizon;
    private int grain;

    Landscape(int width, int height, long seed) {
        this.width = width;
        this.height = height;
        SplittableRandom random = new SplittableRandom(seed);
        noise(random);
        skyTop = rgb(20 + random.nextInt(60), 60 + random.nextInt(60), 140 + random.nextInt(80));
        skyLow = rgb(190 + random.nextInt(60), 150 + random.nextInt(70), 120 + random.nextInt(100));
        hillNear = rgb(20 + random.nextInt(40), 40 + random.nextInt(60), 20 + random.nextInt(40));
        sunX = random.nextInt(width);
        sunY = height / 8 + random.nextInt(height / 4 + 1);
        horizon = height * 2 / 3 + random.nextInt(height / 8 + 1);
        for (int i = 0; i < RANGES; i++) {
            ridges[i] = ridge(random, horizon - (RANGES - i) * height / 14);
        }
        grain = random.nextInt() | 1;
    }

    /** Smooth noise that repeats at the edges: values set apart, the rest between them. */
    private void noise(SplittableRandom random) {
        for (int step = 64; step >= 4; step /= 2) {
            int[] lattice = random.ints((long) (TILE / step) * (TILE / step), 0, step).toArray();
            int cells = TILE / step;
            for (int y = 0; y < TILE; y++) {
                for (int x = 0; x < TILE; x++) {
                    int left = x / step;
                    int top = y / step;
                    int right = (left + 1) % cells;
                    int low = (top + 1) % cells;
                    int dx = x % step;
                    int dy = y % step;
                    int up =
                            lattice[top * cells + left] * (step - dx)
                                    + lattice[top * cells + right] * dx;
                    int down =
                            lattice[low * cells + left] * (step - dx)
                                    + lattice[low * cells + right] * dx;
                    tile[y * TILE + x] += (up * (step - dy) + down * dy) / (step * step);
                }
            }
        }
    }

    private int[] ridge(SplittableRandom random, int base) {
        double[] phases = random.doubles(6, 0, Math.PI * 2).toArray();
        int[] ridge = new int[width];
        for (int x = 0; x < width; x++) {
            double sum = 0;
            for (int i = 0; i < phases.length; i++) {
                sum += Math.sin(phases[i] + x * (i + 1.0) * (i + 2.0) * 2 / width) / (i + 1);
            }
            ridge[x] = base - (int) (sum * height / 24);
        }
        return ridge;
    }

    /** The picture by rows, each pixel 0xRRGGBB. */
    int[] paint() {
        int[] pixels = new int[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int noise = tile[(y & TILE - 1) * TILE + (x & TILE - 1)];
                int cloud = tile[(y / 5 & TILE - 1) * TILE + (x / 9 & TILE - 1)];
                pixels[y * width + x] = grained(color(x, y, noise, cloud));
            }
        }
        return pixels;
    }

    private int color(int x, int y, int noise, int cloud) {
        if (y > horizon) {
            int mirrored = mix(skyLow, skyTop, (y - horizon) * 256 / (height - horizon + 1));
            return mix(
                    mirrored,
                    rgb(10, 30, 60),
                    90 + (tile[(y * 3 & TILE - 1) * TILE + (x / 7 & TILE - 1)] & 63));
        }
        for (int i = RANGES - 1; i >= 0; i--) {
            if (y > ridges[i][x]) {
                int far = (RANGES - 1 - i) * 56;
                return mix(mix(hillNear, rgb(90, 110, 60), noise), skyLow, far);
            }
        }
        int sky = mix(skyTop, skyLow, y * 256 / (horizon + 1));
        int clouded = mix(sky, 0xFFFFFF, Math.max(0, cloud - 70) * 2);
        long dx = (long) x - sunX;
        long dy = (long) y - sunY;
        long radius = Math.max(8, height / 9);
        long away = (dx * dx + dy * dy) * 256 / (radius * radius);
        return away >= 256 ? clouded : mix(rgb(255, 250, 225), clouded, (int) away);
    }

    /** Adds what a sensor adds: a little of a xorshift generator's next value to each channel. */
    private int grained(int color) {
        grain ^= grain << 13;
        grain ^= grain >>> 17;
        grain ^= grain << 5;
        int red = clamp((color >> 16 & 255) + (grain & 7) - 3);
        int green = clamp((color >> 8 & 255) + (grain >> 8 & 7) - 3);
        int blue = clamp((color & 255) + (grain >> 16 & 7) - 3);
        return rgb(red, green, blue);
    }

    private static int mix(int from, int to, int share) {
        int part = Math.min(256, Math.max(0, share));
        int rest = 256 - part;
        int redBlue = ((from & 0xFF00FF) * rest + (to & 0xFF00FF) * part) >>> 8 & 0xFF00FF;
        int green = ((from & 0x00FF00) * rest + (to & 0x00FF00) * part) >>> 8 & 0x00FF00;
        return redBlue | green;
    }

    private static int clamp(int value) {
        return Math.min(255, Math.max(0, value));
    }

    private static int rgb(int red, int green, int blue) {
        return red << 16 | green << 8 | blue;
    }
}

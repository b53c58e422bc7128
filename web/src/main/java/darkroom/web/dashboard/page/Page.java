package darkroom.web.dashboard.page;

import java.util.List;

/**
 * A page.
 *
 * @param shell what stands around it
 * @param title its heading
 */
public record Page(Shell shell, String title, List<Block> blocks) {
    /** Copies the blocks. */
    public Page {
        blocks = List.copyOf(blocks);
    }
}

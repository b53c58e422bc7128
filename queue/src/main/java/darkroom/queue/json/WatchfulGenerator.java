package darkroom.queue.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import darkroom.queue.Limits;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A generator that refuses what is too deep and a name that comes twice, and knows whether all it
 * wrote is JSON of its own making, or text was put in as it is.
 */
final class WatchfulGenerator extends JsonGeneratorDelegate {
    private static final JsonFactory FACTORY =
            new JsonFactoryBuilder()
                    .enable(StreamWriteFeature.STRICT_DUPLICATE_DETECTION)
                    .streamWriteConstraints(
                            StreamWriteConstraints.builder()
                                    .maxNestingDepth(Limits.JSON_DEPTH_MAX)
                                    .build())
                    .build()
                    .setCodec(Json.MAPPER);

    private boolean sawRaw;

    private WatchfulGenerator(JsonGenerator generator) {
        // False: what it is given to copy passes through here, too.
        super(generator, false);
    }

    static WatchfulGenerator on(OutputStream to) throws IOException {
        JsonGenerator generator = FACTORY.createGenerator(to);
        generator.setRootValueSeparator(null);
        return new WatchfulGenerator(generator);
    }

    /** Whether any text was put in as it is since this was last asked. */
    boolean tookRaw() {
        boolean saw = sawRaw;
        sawRaw = false;
        return saw;
    }

    @Override
    public void writeRaw(String text) throws IOException {
        sawRaw = true;
        super.writeRaw(text);
    }

    @Override
    public void writeRaw(String text, int offset, int length) throws IOException {
        sawRaw = true;
        super.writeRaw(text, offset, length);
    }

    @Override
    public void writeRaw(SerializableString text) throws IOException {
        sawRaw = true;
        super.writeRaw(text);
    }

    @Override
    public void writeRaw(char[] text, int offset, int length) throws IOException {
        sawRaw = true;
        super.writeRaw(text, offset, length);
    }

    @Override
    public void writeRaw(char one) throws IOException {
        sawRaw = true;
        super.writeRaw(one);
    }

    @Override
    public void writeRawValue(SerializableString text) throws IOException {
        sawRaw = true;
        super.writeRawValue(text);
    }

    @Override
    public void writeRawUTF8String(byte[] text, int offset, int length) throws IOException {
        sawRaw = true;
        super.writeRawUTF8String(text, offset, length);
    }

    @Override
    public void writeUTF8String(byte[] text, int offset, int length) throws IOException {
        sawRaw = true;
        super.writeUTF8String(text, offset, length);
    }

    @Override
    public void writeNumber(String number) throws IOException {
        sawRaw = true;
        super.writeNumber(number);
    }

    @Override
    public void writeNumber(char[] number, int offset, int length) throws IOException {
        sawRaw = true;
        super.writeNumber(number, offset, length);
    }

    @Override
    public void writeRawValue(String text) throws IOException {
        sawRaw = true;
        super.writeRawValue(text);
    }

    @Override
    public void writeRawValue(String text, int offset, int length) throws IOException {
        sawRaw = true;
        super.writeRawValue(text, offset, length);
    }

    @Override
    public void writeRawValue(char[] text, int offset, int length) throws IOException {
        sawRaw = true;
        super.writeRawValue(text, offset, length);
    }
}

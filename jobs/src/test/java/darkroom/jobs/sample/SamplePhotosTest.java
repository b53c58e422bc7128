package darkroom.jobs.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.drew.lang.GeoLocation;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifSubIFDDirectory;
import com.drew.metadata.exif.GpsDirectory;
import com.drew.metadata.icc.IccDirectory;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SamplePhotosTest {
    @Test
    void photoHasMegapixelsDetailAndWhatAPhoneWrites() throws Exception {
        byte[] photo = new SamplePhotos(1).jpeg(3);

        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(photo));
        ExifIFD0Directory camera = PhotoMetadata.of(photo, ExifIFD0Directory.class);
        assertThat(picture.getWidth() * picture.getHeight()).isGreaterThan(3_000_000);
        assertThat(photo.length).isGreaterThan(200_000);
        assertThat(camera.getString(ExifIFD0Directory.TAG_MODEL)).isEqualTo("Sample Camera 1");
        assertThat(camera.getErrors()).isEmpty();
        assertThat(
                        PhotoMetadata.of(photo, ExifSubIFDDirectory.class)
                                .getString(ExifSubIFDDirectory.TAG_DATETIME_ORIGINAL))
                .isEqualTo("2026:06:21 12:34:56");
        GeoLocation place = PhotoMetadata.of(photo, GpsDirectory.class).getGeoLocation();
        assertThat(place).isNotNull();
        assertThat(place.getLatitude()).isBetween(-60.0, 70.0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 6, 8})
    void pixelsAreStoredAsTheOrientationSays(int orientation) throws Exception {
        SampleShape shape = new SampleShape(64, 48, orientation, SampleProfile.NONE);

        byte[] photo = new SamplePhotos(1).jpeg(0, shape);

        BufferedImage stored = ImageIO.read(new ByteArrayInputStream(photo));
        assertThat(stored.getWidth()).isEqualTo(orientation >= 5 ? 48 : 64);
        assertThat(
                        PhotoMetadata.of(photo, ExifIFD0Directory.class)
                                .getInt(ExifIFD0Directory.TAG_ORIENTATION))
                .isEqualTo(orientation);
    }

    @ParameterizedTest
    @EnumSource(names = {"ADOBE_RGB", "DISPLAY_P3"})
    void profilesAreValid(SampleProfile profile) throws Exception {
        byte[] photo = new SamplePhotos(1).jpeg(0, new SampleShape(64, 48, 1, profile));

        assertThat(PhotoMetadata.of(photo, IccDirectory.class).getErrors()).isEmpty();
        assertThat(ICC_Profile.getInstance(profile.icc()).getColorSpaceType())
                .isEqualTo(ColorSpace.TYPE_RGB);
    }

    @Test
    void sameSeedMakesTheSamePhotoAndAnotherAnother() {
        SampleShape shape = new SampleShape(160, 120, 1, SampleProfile.NONE);

        byte[] photo = new SamplePhotos(1).jpeg(0, shape);

        assertThat(new SamplePhotos(1).jpeg(0, shape)).isEqualTo(photo);
        assertThat(new SamplePhotos(1).jpeg(1, shape)).isNotEqualTo(photo);
        assertThat(new SamplePhotos(2).jpeg(0, shape)).isNotEqualTo(photo);
    }
}

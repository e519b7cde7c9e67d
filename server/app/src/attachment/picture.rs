//! Pictures are decoded as a whole and written anew: what is kept was made here, from pixels.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader,
    codecs::{jpeg::JpegEncoder, png::PngEncoder},
};
use renrakucho_domain::{Refusal, attachment::Kind};

/// Of a hundred: what cameras write.
const QUALITY: u8 = 90;
/// While a picture is decoded: eight bytes for a pixel of the deepest kind.
const BYTES_PER_PIXEL: u64 = 8;
/// How much longer than a file that is taken its picture may become when it is written anew.
const GROWTH: usize = 4;

/// How large a picture may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Its pixels: asked of its head, before anything is decoded.
    pub(super) pixels: u64,
    /// The longest file that is taken.
    pub(super) bytes: usize,
}

/// The same picture in a file that holds nothing else.
pub(super) fn made_anew(kind: Kind, content: &[u8], limits: Limits) -> Result<Vec<u8>, Refusal> {
    let format = match kind {
        Kind::Jpeg => ImageFormat::Jpeg,
        Kind::Png => ImageFormat::Png,
        Kind::Pdf => return Err(Refusal::Invalid("kind")),
    };
    let mut memory = image::Limits::default();
    memory.max_alloc = Some(limits.pixels.saturating_mul(BYTES_PER_PIXEL));
    let mut reader = ImageReader::with_format(Cursor::new(content), format);
    reader.limits(memory);
    let mut decoder = reader.into_decoder().map_err(|error| fault(&error))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > limits.pixels {
        return Err(Refusal::Invalid("pixels"));
    }
    // Cameras write down how they were held instead of turning the picture; that word goes with the others.
    let held = decoder.orientation().map_err(|error| fault(&error))?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| fault(&error))?;
    picture.apply_orientation(held);

    let mut made = Vec::new();
    let written = match kind {
        Kind::Jpeg => plain(picture, false).write_with_encoder(JpegEncoder::new_with_quality(&mut made, QUALITY)),
        _ => plain(picture, true).write_with_encoder(PngEncoder::new(&mut made)),
    };
    written.map_err(|error| fault(&error))?;
    if made.len() > limits.bytes.saturating_mul(GROWTH) { Err(Refusal::Invalid("pixels")) } else { Ok(made) }
}

/// Eight bits for each colour, which is all that a screen shows.
fn plain(picture: DynamicImage, with_alpha: bool) -> DynamicImage {
    let color = picture.color();
    match (color.has_color(), with_alpha && color.has_alpha()) {
        (false, false) => DynamicImage::ImageLuma8(picture.into_luma8()),
        (true, false) => DynamicImage::ImageRgb8(picture.into_rgb8()),
        (_, true) => DynamicImage::ImageRgba8(picture.into_rgba8()),
    }
}

fn fault(error: &ImageError) -> Refusal {
    match error {
        ImageError::Limits(_) => Refusal::Invalid("pixels"),
        _ => Refusal::Invalid("damaged"),
    }
}

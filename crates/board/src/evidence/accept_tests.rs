#![expect(clippy::unwrap_used, reason = "tests")]
use image::{ImageEncoder, Rgb, RgbImage};

use super::super::package::tests::package;
use super::*;

fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut image = RgbImage::from_pixel(width, height, Rgb([200, 40, 40]));
    image.put_pixel(0, 0, Rgb([0, 0, 255]));
    let mut out = Cursor::new(Vec::new());
    image.write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// EXIF as a phone writes it: held upright, taken at a place.
fn exif() -> Vec<u8> {
    let mut tiff = b"II\x2a\0\x08\0\0\0\x02\0".to_vec();
    tiff.extend(b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0");
    tiff.extend(b"\x25\x88\x04\0\x01\0\0\0\x26\0\0\0\0\0\0\0");
    tiff.extend(b"GPS 31.2304N 121.4737E by PhoneMaker");
    tiff
}

fn jpeg_with_metadata() -> Vec<u8> {
    let plain = picture(40, 20, ImageFormat::Jpeg);
    let segment = |marker: u8, content: &[u8]| {
        let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker], &length[..], content].concat()
    };
    let app1 = segment(0xe1, &[b"Exif\0\0", &exif()[..]].concat());
    let xmp = segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x>GPS</x>");
    let comment = segment(0xfe, b"<script>GPS</script>");
    [&plain[..2], &app1, &xmp, &comment, &plain[2..], b"GPS movie behind the end"].concat()
}

#[test]
fn a_photo_is_kept_without_place_time_and_what_follows_it_and_stays_upright() {
    let kept = accept("IMG_0001.JPG", jpeg_with_metadata()).unwrap();
    assert_eq!((kept.kind, kept.name.as_str(), kept.points), (FileKind::Jpeg, "IMG_0001.jpg", Some((20, 40))));
    for words in [&b"GPS"[..], b"PhoneMaker", b"script"] {
        assert!(!kept.bytes.windows(words.len()).any(|part| part == words), "{}", String::from_utf8_lossy(words));
    }
    let mut decoder = ImageReader::with_format(Cursor::new(&kept.bytes), ImageFormat::Jpeg).into_decoder().unwrap();
    assert_eq!(decoder.orientation().unwrap().to_exif(), 6);
    let small = image::load_from_memory(&kept.thumbnail.unwrap()).unwrap();
    assert_eq!((small.width(), small.height()), (20, 40));
    // What is kept already is kept as it is.
    let again = accept("x", kept.bytes.clone()).unwrap();
    assert_eq!((&again.bytes, &again.digest), (&kept.bytes, &kept.digest));
}

#[test]
fn png_and_webp_lose_their_metadata_and_nothing_else() {
    let plain = picture(30, 10, ImageFormat::Png);
    let text = b"\0\0\0\x09tEXtplace\0GPS\0\0\0\0";
    let with = [&plain[..33], &text[..], &plain[33..], b"PK\x03\x04 GPS"].concat();
    assert_eq!(accept("图.png", with).unwrap().bytes, plain);

    let mut webp = Vec::new();
    let mut encoder = image::codecs::webp::WebPEncoder::new_lossless(&mut webp);
    encoder.set_exif_metadata(exif()).unwrap();
    encoder.write_image(&[9; 300], 10, 10, image::ExtendedColorType::Rgb8).unwrap();
    assert!(webp.windows(3).any(|part| part == b"GPS"));
    let kept = accept("a", webp).unwrap();
    assert!(!kept.bytes.windows(3).any(|part| part == b"GPS"));
    assert_eq!((kept.name.as_str(), kept.points), ("a.webp", Some((10, 10))));
}

#[test]
fn a_picture_that_would_not_fit_into_memory_is_refused_by_its_head() {
    let mut head = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    head.extend([0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0, 8, 2, 0, 0, 0]);
    let mut crc = flate2::Crc::new();
    crc.update(&head[12..29]);
    head.extend(crc.sum().to_be_bytes());
    head.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e\0\0\0\0IEND\xae\x42\x60\x82");
    assert_eq!(accept("a.png", head).unwrap_err(), Refusal::Bomb);
}

#[test]
fn what_is_no_such_file_is_refused_with_its_reason() {
    let jpeg = picture(40, 20, ImageFormat::Jpeg);
    for (bytes, refusal) in [
        (Vec::new(), Refusal::Empty),
        (vec![b'x'; MOST_BYTES + 1], Refusal::TooLarge),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>".to_vec(), Refusal::Unknown),
        (b"<html><script>alert(1)</script>".to_vec(), Refusal::Unknown),
        (b"MZ\x90\0".to_vec(), Refusal::Unknown),
        (b"GIF89a".to_vec(), Refusal::Unknown),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), Refusal::OldOffice),
        (b"\0\0\0\x18ftypheic".to_vec(), Refusal::Heic),
        (jpeg[..jpeg.len() / 2].to_vec(), Refusal::Broken),
        (b"\xff\xd8\xff\xe0<script>".to_vec(), Refusal::Broken),
        (b"%PDF-1.7 and no more".to_vec(), Refusal::Broken),
        (package(&["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"]), Refusal::Active),
    ] {
        let found = accept("a.jpg", bytes).unwrap_err();
        assert_eq!(found, refusal);
        assert!(found.chinese().ends_with('。'));
    }
}

#[test]
fn a_name_leads_nowhere_and_ends_as_the_content_does() {
    for (name, kept) in [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\照片\\走访 1.exe", "走访 1.pdf"),
        ("\u{202e}fdp.exe", "fdp.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("", "未命名.pdf"),
        ("../..", "未命名.pdf"),
        ("报告.v2.终稿版本说明", "报告.v2.终稿版本说明.pdf"),
        ("a\r\nb.pdf", "ab.pdf"),
    ] {
        assert_eq!(named(name, FileKind::Pdf), kept, "{name:?}");
    }
    assert!(named(&"长".repeat(500), FileKind::Pdf).chars().count() <= MOST_NAME + 4);
}

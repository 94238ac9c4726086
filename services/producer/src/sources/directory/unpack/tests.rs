//! Archives that are as they should be, and archives that are not.

use std::{fs, io::Write as _};

use ::zip::{
    CompressionMethod, ZipWriter, unstable::write::FileOptionsExt as _, write::SimpleFileOptions,
};
use flate2::{Compression, write::GzEncoder};

use super::*;

const MIB: usize = 1024 * 1024;

/// All parts of a file of these bytes.
fn parts_of(bytes: &[u8]) -> Vec<Part> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, bytes).unwrap();
    let mut found = Vec::new();
    parts(File::open(path).unwrap(), true, &mut |part| {
        found.push(part);
        Ok(())
    })
    .unwrap();
    found
}

/// The only part.
fn part_of(bytes: &[u8]) -> Part {
    let mut parts = parts_of(bytes);
    assert_eq!(parts.len(), 1);
    parts.remove(0)
}

/// Label and text of a part that was not opened.
fn why(part: &Part) -> (&'static str, &str) {
    match &part.content {
        Content::Unopened {
            reason, message, ..
        } => (reason.label(), message),
        other => panic!("{:?}: it was opened", other.sha256()),
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd_of(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

fn deflated() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)
}

fn zip_of<'a>(members: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut writer = ZipWriter::new(io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(name, deflated()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Bytes that no compression makes much smaller.
fn noise(count: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    std::iter::repeat_with(next).take(count).collect()
}

#[test]
fn one_file_comes_out_of_gzip_and_zstd_also_in_several_pieces() {
    let text = b"Ferry returns to the Winam Gulf".as_slice();
    let twice = [text, text].concat();
    for (compressed, expected) in [
        (text.to_vec(), text),
        (gzip(text), text),
        (zstd_of(text), text),
        ([gzip(text), gzip(text)].concat(), &twice),
        ([zstd_of(text), zstd_of(text)].concat(), &twice),
        (gzip(b""), b"".as_slice()),
    ] {
        let part = part_of(&compressed);
        assert_eq!(part.content, Content::Bytes(expected.to_vec()));
        assert_eq!(part.position_in(Path::new("a.gz")), "a.gz");
    }
}

#[test]
fn archives_stay_closed_where_they_are_not_to_be_opened() {
    let folder = tempfile::tempdir().unwrap();
    let (path, bytes) = (folder.path().join("file"), gzip(b"text"));
    fs::write(&path, &bytes).unwrap();
    parts(File::open(path).unwrap(), false, &mut |part| {
        assert_eq!(part.content, Content::Bytes(bytes.clone()));
        Ok(())
    })
    .unwrap();
}

#[test]
fn each_file_in_a_zip_archive_is_a_part_with_its_sidecar() {
    let sidecar = br#"{"source_url": "https://wire.example/"}"#;
    let members: [(&str, &[u8]); 4] = [
        ("pages/b.html", b"b"),
        ("pages/b.html.meta.json", sidecar),
        ("a.html", b"a"),
        ("a.html.meta.json", b"["),
    ];
    let parts = parts_of(&zip_of(members));
    let [b, a] = &parts[..] else {
        panic!("{} parts", parts.len());
    };
    assert_eq!(b.position_in(Path::new("x.zip")), "x.zip!pages/b.html");
    assert_eq!(b.content, Content::Bytes(b"b".to_vec()));
    let described = b.sidecar.as_ref().unwrap().as_ref().unwrap();
    assert_eq!(
        described.transport.attributes["source_url"],
        "https://wire.example/"
    );
    assert_eq!(a.content, Content::Bytes(b"a".to_vec()));
    assert!(a.sidecar.as_ref().unwrap().is_err());
}

#[test]
fn bombs_are_put_aside_with_their_bytes() {
    let zeros = vec![0; 100 * MIB];
    for bomb in [gzip(&zeros), zstd_of(&zeros)] {
        let part = part_of(&bomb);
        let (label, message) = why(&part);
        assert_eq!(label, "oversize");
        assert!(message.contains("more than 100 times"), "{message}");
        let Content::Unopened { head, sha256, .. } = &part.content else {
            panic!();
        };
        assert_eq!(head, &bomb);
        assert_eq!(sha256, &Content::Bytes(bomb).sha256());
    }
    let large = noise(MAX_DELIVERY_BYTES + 1);
    for large in [gzip(&large), zstd_of(&large)] {
        let part = part_of(&large);
        let (label, message) = why(&part);
        assert_eq!(label, "oversize");
        assert!(message.contains("16777216 bytes; split"), "{message}");
        assert!(message.contains("these are the first 65536"), "{message}");
    }
}

#[test]
fn a_delivery_of_the_limit_comes_out_whole() {
    let largest = noise(MAX_DELIVERY_BYTES);
    let part = part_of(&gzip(&largest));
    assert!(part.content == Content::Bytes(largest));
}

#[test]
fn a_bomb_in_a_zip_archive_leaves_its_neighbours_alone() {
    let zeros = vec![0; 20 * MIB];
    let parts = parts_of(&zip_of([
        ("a", b"a".as_slice()),
        ("bomb", &zeros),
        ("c", b"c"),
    ]));
    assert_eq!(parts[0].content, Content::Bytes(b"a".to_vec()));
    assert_eq!(why(&parts[1]).0, "oversize");
    assert_eq!(parts[2].content, Content::Bytes(b"c".to_vec()));
}

#[test]
fn a_zip_archive_whose_files_share_their_bytes_is_not_opened() {
    let mut writer = ZipWriter::new(io::Cursor::new(Vec::new()));
    writer.start_file("a", deflated()).unwrap();
    writer.write_all(&noise(10_000)).unwrap();
    for number in 0..100 {
        writer.shallow_copy_file("a", &number.to_string()).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    let part = part_of(&bytes);
    assert_eq!(why(&part).0, "oversize");
    assert!(
        why(&part).1.contains("share their bytes"),
        "{}",
        why(&part).1
    );
}

#[test]
fn a_zip_archive_of_too_many_files_is_not_opened() {
    let names: Vec<String> = (0..10_001).map(|number| number.to_string()).collect();
    let many = zip_of(names.iter().map(|name| (name.as_str(), b"".as_slice())));
    let part = part_of(&many);
    assert_eq!(why(&part).0, "oversize");
    assert!(why(&part).1.contains("10001 files"), "{}", why(&part).1);
}

#[test]
fn what_cannot_be_opened_says_why_and_what_to_do() {
    let text = noise(1_000);
    let (zipped, zst) = (zip_of([("a", text.as_slice())]), zstd_of(&text));
    let gz = gzip(&text);
    let mut flipped = gz.clone();
    flipped[500] ^= 0xFF;
    let mut member = zipped.clone();
    member[500] ^= 0xFF;
    let mut wide = zstd::Encoder::new(Vec::new(), 1).unwrap();
    wide.window_log(27).unwrap();
    wide.write_all(&text).unwrap();
    wide.flush().unwrap();
    let wide = wide.finish().unwrap();
    let mut locked = ZipWriter::new(io::Cursor::new(Vec::new()));
    let with_password = deflated().with_deprecated_encryption(b"sesame");
    locked.start_file("a", with_password.unwrap()).unwrap();
    locked.write_all(&text).unwrap();
    let locked = locked.finish().unwrap().into_inner();
    let mut tar = vec![0; 1_024];
    tar[257..262].copy_from_slice(b"ustar");
    for (name, bytes, label, message) in [
        ("cut gzip", &gz[..500], "unparsable", "decompressed"),
        ("cut zstd", &zst[..500], "unparsable", "decompressed"),
        (
            "gzip with a wrong byte",
            &flipped,
            "unparsable",
            "decompressed",
        ),
        ("zstd of a wide window", &wide, "unparsable", "decompressed"),
        ("cut zip", &zipped[..500], "unparsable", "opened as a zip"),
        (
            "zip with a wrong byte",
            &member,
            "unparsable",
            "decompressed",
        ),
        (
            "zip with a password",
            &locked,
            "unparsable",
            "without a password",
        ),
        ("zip of nothing", &zip_of([]), "empty", "no file in the zip"),
        ("gzip in gzip", &gzip(&gz), "unparsable", "a gzip archive"),
        (
            "zip in zstd",
            &zstd_of(&zipped),
            "unparsable",
            "a zip archive",
        ),
        (
            "zip in zip",
            &zip_of([("a", zipped.as_slice())]),
            "unparsable",
            "a zip archive",
        ),
        ("tar", &tar, "unparsable", "a tar archive"),
        ("tar in gzip", &gzip(&tar), "unparsable", "a tar archive"),
    ] {
        let part = part_of(bytes);
        let (found, why) = why(&part);
        assert_eq!(found, label, "{name}: {why}");
        assert!(why.contains(message), "{name}: {why}");
    }
}

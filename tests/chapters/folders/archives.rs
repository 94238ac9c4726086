//! Archives put together by hand, so that what reads them is not tested with itself. Nothing in them is compressed but
//! the bomb.

/// CRC-32 as gzip and zip have it.
fn crc32(bytes: &[u8]) -> [u8; 4] {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xEDB8_8320 * (crc & 1));
        }
    }
    (!crc).to_le_bytes()
}

fn short(number: usize) -> [u8; 2] {
    u16::try_from(number).unwrap().to_le_bytes()
}

fn long(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap().to_le_bytes()
}

/// RFC 1952 around one stored block of RFC 1951.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut file = b"\x1F\x8B\x08\0\0\0\0\0\0\xFF\x01".to_vec();
    let length = short(bytes.len());
    file.extend(length);
    file.extend(length.map(|byte| !byte));
    file.extend(bytes);
    file.extend(crc32(bytes));
    file.extend(long(bytes.len()));
    file
}

/// RFC 8878: a frame of raw blocks.
pub fn zstd(bytes: &[u8]) -> Vec<u8> {
    frame(bytes.len(), bytes, 0)
}

/// A frame of 128 KiB of zeros for each four bytes.
pub fn bomb() -> Vec<u8> {
    const BLOCK: usize = 128 * 1024;
    let mut file = frame(BLOCK, b"\0", 1);
    for _ in 0..1_000 {
        file.extend(frame(BLOCK, b"\0", 1));
    }
    file
}

fn frame(length: usize, bytes: &[u8], block_type: usize) -> Vec<u8> {
    let mut file = b"\x28\xB5\x2F\xFD\xA0".to_vec();
    file.extend(long(length));
    file.extend(&long(1 | block_type << 1 | length << 3)[..3]);
    file.extend(bytes);
    file
}

/// A zip archive of stored members.
pub fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in members {
        let mut about = b"\x14\0\0\0\0\0\0\0\x21\0".to_vec();
        about.extend(crc32(bytes));
        about.extend(long(bytes.len()));
        about.extend(long(bytes.len()));
        about.extend(short(name.len()));
        about.extend(short(0));
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&about);
        directory.extend([0; 10]);
        directory.extend(long(file.len()));
        directory.extend(name.as_bytes());
        file.extend(b"PK\x03\x04");
        file.extend(&about);
        file.extend(name.as_bytes());
        file.extend(*bytes);
    }
    let start = file.len();
    file.extend(&directory);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend([short(members.len()), short(members.len())].concat());
    file.extend([long(directory.len()), long(start)].concat());
    file.extend(short(0));
    file
}

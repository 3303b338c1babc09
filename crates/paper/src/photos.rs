//! Pages of photos: two to an A4 page, each with its caption below.

/// A photo of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Photo {
    /// What stands below it.
    pub caption: String,
    /// The picture as JPEG, upright.
    pub jpeg: Vec<u8>,
    /// Points across.
    pub width: u32,
    /// Points down.
    pub height: u32,
}

/// The room of a photo, in tenths of a millimetre.
const ROOM: (u64, u64) = (1_500, 900);

/// How large a photo is set, in tenths of a millimetre: as large as its room lets it, its sides in their proportion.
pub(crate) fn size(photo: &Photo) -> (u64, u64) {
    let (width, height) = (u64::from(photo.width.max(1)), u64::from(photo.height.max(1)));
    if width * ROOM.1 >= height * ROOM.0 { (ROOM.0, (height * ROOM.0 / width).max(1)) } else { ((width * ROOM.1 / height).max(1), ROOM.1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_fills_its_room_and_keeps_its_proportion() {
        let of = |width, height| size(&Photo { caption: String::new(), jpeg: Vec::new(), width, height });
        assert_eq!(of(4_000, 3_000), (1_200, 900));
        assert_eq!(of(4_000, 1_000), (1_500, 375));
        assert_eq!(of(1_000, 4_000), (225, 900));
        assert_eq!(of(0, 0), (900, 900));
        assert_eq!(of(u32::MAX, 1), (1_500, 1));
    }
}

//! QR codes as SVG that stands in the page: no picture is fetched, and what it says is seen by nobody else.

use qrcode::{Color, QrCode};

use crate::{Failure, Markup};

/// Clear squares around the code, as the standard asks.
const MARGIN: usize = 4;

/// A QR code of this text, with a name for those who cannot see it.
///
/// # Errors
/// A fault of the program, when the text is too long for any code.
pub fn svg(text: &str, name: &str) -> Result<Markup, Failure> {
    let code = QrCode::new(text).map_err(Failure::cause)?;
    let width = code.width();
    let dark = code.to_colors().iter().enumerate().filter(|(_, color)| **color == Color::Dark).map(|(i, _)| i).collect::<Vec<_>>();
    let squares: String = dark.iter().map(|i| format!("M{} {}h1v1h-1z", i % width + MARGIN, i / width + MARGIN)).collect();
    let (side, name) = (width + 2 * MARGIN, Markup::text(name));
    Ok(Markup::trusted(format!(
        "<svg class=\"qr\" role=\"img\" aria-label=\"{name}\" viewBox=\"0 0 {side} {side}\" width=\"220\" height=\"220\" shape-rendering=\"crispEdges\">\
         <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\"{squares}\" fill=\"#000\"/></svg>"
    )))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_picture_has_the_three_corners_and_a_clear_margin() {
        let svg = svg("otpauth://totp/x", "二维码\"<").unwrap().into_string();
        assert!(svg.contains("viewBox=\"0 0 33 33\""), "25 squares and the margin: {svg}");
        for corner in ["M4 4h1", "M28 4h1", "M4 28h1"] {
            assert!(svg.contains(corner), "{corner}");
        }
        assert!(!svg.contains("M28 28h1v1h-1zM29") && !svg.contains("M3 ") && !svg.contains("\"二维码\"<\""));
    }
}

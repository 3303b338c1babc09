//! Style sheets and scripts of pages use nothing that engines of 2020 lack (Chromium 86, Firefox 78).

use crate::finding::Finding;
use crate::tree::{Tree, crate_of};

/// What newer engines know, and what to do instead.
const TOO_NEW: [(&str, &str, &str); 12] = [
    ("css", "@layer", "order the rules by hand"),
    ("css", "@container", "use @media"),
    ("css", "color-mix(", "name the colour"),
    ("css", ":has(", "give the parent a class"),
    ("css", "inset:", "write top, right, bottom and left"),
    ("css", "aspect-ratio:", "give width and height"),
    ("css", "dvh", "use vh"),
    ("css", "accent-color:", "style the control or leave it"),
    ("css", ":is(", "write each selector"),
    ("js", "structuredClone(", "copy by hand"),
    ("js", "Object.hasOwn(", "use hasOwnProperty.call"),
    ("js", ".at(-", "use length - 1"),
];

/// Looks at the files that pages load.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in tree.texts().filter(|(path, _)| crate_of(path).is_some() && path.contains("/assets/") && !path.contains("/vendor/"))
    {
        let kind = path.rsplit('.').next().unwrap_or("");
        for (at, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or("");
            let too_new = TOO_NEW.iter().filter(|(of, what, _)| *of == kind && code.contains(what));
            found.extend(
                too_new
                    .map(|(_, what, instead)| Finding::fault(path, at + 1, format!("'{what}' is unknown to engines of 2020: {instead}"))),
            );
            if kind == "css" && line.trim_start().starts_with('&') {
                found.push(Finding::fault(path, at + 1, "nesting is unknown to engines of 2020: write the whole selector"));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_old_engines_lack_is_named() {
        let found = check(&Tree::of(&[
            ("crates/kit/assets/board.css", "a { color: color-mix(in srgb, red, blue) }\n  &:hover { color: red }\n"),
            ("crates/kit/assets/panel.js", "var a = b?.c; // d.at(-1)\nvar e = f.at(-1);\n"),
            ("e2e/lib/a.mjs", "a.at(-1)"),
        ]));
        assert_eq!(
            found.iter().map(|finding| (finding.path.as_str(), finding.line)).collect::<Vec<_>>(),
            vec![("crates/kit/assets/board.css", 1), ("crates/kit/assets/board.css", 2), ("crates/kit/assets/panel.js", 2),]
        );
    }
}

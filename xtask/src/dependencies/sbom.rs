//! The list of parts (SBOM) in CycloneDX 1.5, made from `cargo metadata`. It holds no time, so that the same tree
//! gives the same file.

use std::path::Path;

use serde_json::{Value, json};

use super::{list, metadata, text};

/// Writes the list of parts of the program.
pub fn write(root: &Path, file: &Path) -> Result<(), String> {
    let parts = parts(&metadata(root)?);
    let said = |error: std::io::Error| format!("{} cannot be written: {error}", file.display());
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(said)?;
    }
    std::fs::write(file, format!("{parts:#}\n")).map_err(said)?;
    println!("{}: {} parts", file.display(), list(&parts, "components").len());
    Ok(())
}

fn parts(metadata: &Value) -> Value {
    let packages = list(metadata, "packages");
    let program = packages.iter().find(|package| text(package, "name") == "yipanqi");
    let nodes = metadata.get("resolve").map_or(&[][..], |resolve| list(resolve, "nodes"));
    let reference = |id: &str| packages.iter().find(|package| text(package, "id") == id).map(address);
    let dependencies: Vec<Value> = nodes
        .iter()
        .filter_map(|node| {
            let on: Vec<String> = list(node, "dependencies").iter().filter_map(Value::as_str).filter_map(reference).collect();
            reference(text(node, "id")).map(|part| json!({"ref": part, "dependsOn": on}))
        })
        .collect();
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": program.map(|package| component(package, "application"))},
        "components": packages.iter().filter(|package| text(package, "name") != "yipanqi").map(|package| component(package, "library")).collect::<Vec<_>>(),
        "dependencies": dependencies,
    })
}

fn address(package: &Value) -> String {
    format!("pkg:cargo/{}@{}", text(package, "name"), text(package, "version"))
}

fn component(package: &Value, kind: &str) -> Value {
    let licence = text(package, "license").replace('/', " OR ");
    let licences = if licence.is_empty() { json!([]) } else { json!([{"expression": licence}]) };
    json!({
        "type": kind,
        "bom-ref": address(package),
        "name": text(package, "name"),
        "version": text(package, "version"),
        "description": text(package, "description").trim(),
        "licenses": licences,
        "purl": address(package),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_listed_with_licence_and_what_it_needs() {
        let metadata = json!({
            "packages": [
                {"id": "p1", "name": "yipanqi", "version": "0.1.0", "license": "Apache-2.0"},
                {"id": "p2", "name": "zip", "version": "9.8.0", "license": "MIT/Apache-2.0", "description": "archives\n"}],
            "resolve": {"nodes": [{"id": "p1", "dependencies": ["p2"]}, {"id": "p2", "dependencies": []}]}});
        let parts = parts(&metadata);
        assert_eq!(parts["metadata"]["component"]["name"], "yipanqi");
        assert_eq!(parts["components"][0]["purl"], "pkg:cargo/zip@9.8.0");
        assert_eq!(parts["components"][0]["licenses"][0]["expression"], "MIT OR Apache-2.0");
        assert_eq!(parts["dependencies"][0], json!({"ref": "pkg:cargo/yipanqi@0.1.0", "dependsOn": ["pkg:cargo/zip@9.8.0"]}));
    }
}

//! Personal numbers and the files that open them.

use std::ffi::OsStr;
use std::path::PathBuf;

use crate::house::{House, sample};

fn key_files(house: &House) -> [PathBuf; 2] {
    let key = house.file(if house.url.starts_with("sqlite") { "office.key" } else { "data/yipanqi.key" });
    [key.clone(), key.with_extension("vault")]
}

#[tokio::test]
async fn the_key_is_changed_and_the_old_one_forgotten_and_a_lost_or_foreign_key_file_stops_the_program() {
    for house in House::all().await {
        house.run(["keys", "forget"]).expect(0);
        house.run([OsStr::new("import"), sample().as_os_str()]);
        let [key, vault] = key_files(&house);
        let before = std::fs::read_to_string(&vault).unwrap();
        let rotated = house.run(["keys", "rotate"]).expect(0);
        assert!(rotated.out.contains("under key 2") && !rotated.out.starts_with("0 "), "{}", rotated.out);
        house.run(["keys", "forget"]).expect(0);
        let after = std::fs::read_to_string(&vault).unwrap();
        assert!(after.starts_with("2 ") && after.lines().count() == 1 && !after.contains(before.trim()), "{after}");
        house.verify();

        // The key of before does not open what stands now; neither does a new one, and none is made in silence.
        std::fs::write(&vault, &before).unwrap();
        let foreign = house.run(["figures"]).expect(1);
        assert!(foreign.sentence().contains("is not the one of this database"), "{}", foreign.err);
        for file in [&vault, &key] {
            let text = std::fs::read_to_string(file).unwrap();
            std::fs::remove_file(file).unwrap();
            let lost = house.run(["figures"]).expect(1);
            assert!(lost.sentence().contains("is missing"), "{}", lost.err);
            assert!(!file.exists());
            std::fs::write(file, text).unwrap();
            std::fs::set_permissions(file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        }
        std::fs::write(&vault, &after).unwrap();
        house.run(["figures"]).expect(0);
    }
}

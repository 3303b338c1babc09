//! A mapping of sheets and columns that somebody shares.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sheet::Profile;

fuzz_target!(|text: &str| {
    if let Ok(profile) = Profile::from_toml(text) {
        let _ = profile.check();
        let again = Profile::from_toml(&profile.to_toml());
        assert!(again.is_ok_and(|again| again.to_toml() == profile.to_toml()), "a profile that is written reads the same");
    }
});

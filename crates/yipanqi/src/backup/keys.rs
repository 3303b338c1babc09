//! The key files of an installation. Every backup knows them again by their marks; the keys themselves are in it only when somebody asked
//! for that, sealed under a pass phrase.

use std::collections::BTreeMap;
use std::path::PathBuf;

use base::phrase;
use base::secret::{self, Key};
use zeroize::Zeroizing;

use super::manifest::{KeyMark, Manifest};
use crate::config::Config;
use crate::failure::Failure;

/// The name of the sealed keys in a backup.
pub const MEMBER: &str = "keys.sealed";
/// The vault's usual name. It has no mark: keys are added to it, and a backup needs those that were in it.
const VAULT: &str = "yipanqi.vault";

/// All key files by their usual names.
fn files(config: &Config) -> Result<Vec<(&'static str, PathBuf)>, Failure> {
    let vault = (VAULT, Key::vault_path(&config.key_path()?));
    Ok(config.keys()?.into_iter().chain([vault]).collect())
}

/// The marks of the keys that are there.
pub fn marks(config: &Config) -> Result<Vec<KeyMark>, Failure> {
    let mut marks = Vec::new();
    for (name, path) in config.keys()?.into_iter().filter(|(_, path)| path.exists()) {
        let mark = secret::mark(&secret::read(&path)?);
        let damaged = || secret::KeyError::Unsafe(path.display().to_string());
        marks.push(KeyMark { name: name.to_owned(), mark: mark.ok_or_else(damaged)? });
    }
    Ok(marks)
}

/// All key files in one text, sealed under a phrase.
pub fn sealed(config: &Config, phrase: &str) -> Result<String, Failure> {
    let mut all = BTreeMap::new();
    for (name, path) in files(config)?.into_iter().filter(|(_, path)| path.exists()) {
        all.insert(name, Zeroizing::new(secret::read(&path)?));
    }
    let shown: BTreeMap<&str, &str> = all.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let text = Zeroizing::new(serde_json::to_vec(&shown)?);
    phrase::seal(phrase, &text).map_err(Failure::usage)
}

/// The keys of a backup, opened.
pub struct Opened(BTreeMap<String, Zeroizing<String>>);

/// Opens the keys of a backup.
pub fn opened(sealed: &[u8], phrase: &str) -> Result<Opened, Failure> {
    let clear = phrase::open(phrase, &String::from_utf8_lossy(sealed))?;
    let all: BTreeMap<String, String> = serde_json::from_slice(&clear)?;
    Ok(Opened(all.into_iter().map(|(name, text)| (name, Zeroizing::new(text))).collect()))
}

/// The key files that are missing here and come out of the backup.
pub struct ToPut(Vec<(PathBuf, Zeroizing<String>)>);

impl ToPut {
    /// Where they will be.
    pub fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        self.0.iter().map(|(path, _)| path)
    }

    /// Puts them there.
    pub fn put(&self) -> Result<(), Failure> {
        for (path, text) in &self.0 {
            secret::put(path, text)?;
        }
        Ok(())
    }

    /// Takes them away again, when the restore was not carried out.
    pub fn take_back(&self) {
        for path in self.paths() {
            drop(std::fs::remove_file(path));
        }
    }
}

/// Holds the keys that are there against those that the backup needs: with others its numbers, digests and seals would be lost. A key file
/// that is there is never replaced.
pub fn needed(manifest: &Manifest, config: &Config, opened: Option<&Opened>) -> Result<ToPut, Failure> {
    let hint = match opened {
        None if manifest.members.iter().any(|member| member.name == MEMBER) => {
            ", or say --with-keys: the backup holds it under a pass phrase"
        }
        _ => "",
    };
    let mut put = Vec::new();
    for (name, path) in files(config)? {
        let wanted = manifest.keys.iter().find(|mark| mark.name == name);
        if wanted.is_none() && (name != VAULT || manifest.keys.is_empty()) {
            continue;
        }
        let kept = opened.and_then(|opened| opened.0.get(name));
        let shown = path.display();
        let text = match (path.exists(), kept) {
            (true, _) => Zeroizing::new(secret::read(&path)?),
            (false, Some(kept)) => {
                put.push((path.clone(), kept.clone()));
                kept.clone()
            }
            (false, None) => {
                let what = format!("the key file {shown} is missing; put the one there that belongs to this backup{hint}");
                return Err(Failure::problem(what));
            }
        };
        let fits = match (wanted, kept) {
            (Some(wanted), _) => secret::mark(&text).is_some_and(|mark| mark == wanted.mark),
            // A key may have been added since; those that the backup needs must be among them.
            (None, Some(kept)) => kept.lines().all(|line| text.lines().any(|there| there == line)),
            (None, None) => true,
        };
        if !fits {
            return Err(Failure::problem(format!("the key file {shown} is not the {name} of this backup; put that one there{hint}")));
        }
    }
    Ok(ToPut(put))
}

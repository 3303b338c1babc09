//! `yipanqi keys`: the keys of the vault change hands without a day on which nothing opens.

use std::sync::Arc;

use base::Actor;
use base::secret::Key;
use base::vault::{KeyFile, Vault};
use board::people;

use crate::cli::KeysCommand;
use crate::failure::Failure;
use crate::out;
use crate::site::Site;

pub async fn run(site: &Site, command: &KeysCommand) -> Result<u8, Failure> {
    let path = site.config.key_path()?;
    let file = KeyFile::open(&Key::vault_path(&path))?;
    let key = Key::open_with(&path, file.clone())?;
    let by = site.actor().await?;
    match command {
        KeysCommand::Rotate => rotate(site, &by, &file, &key).await,
        KeysCommand::Forget => forget(site, &by, &file, &key).await,
    }
}

async fn rotate(site: &Site, by: &Actor, file: &Arc<KeyFile>, key: &Key) -> Result<u8, Failure> {
    // With two keys there, an earlier rotation was stopped: it goes on under the key that it made.
    if file.count() == 1 {
        file.add()?;
    }
    let bar = out::progress("encrypting personal numbers anew");
    let mut all = 0;
    loop {
        let some = site.db.write(by, key, people::reseal).await?;
        if some == 0 {
            break;
        }
        all += some;
    }
    bar.finish_and_clear();
    let number = file.current();
    out::line(format!("{all} people's numbers are encrypted under key {number}; `yipanqi keys forget` removes the old key"))?;
    Ok(0)
}

async fn forget(site: &Site, by: &Actor, file: &Arc<KeyFile>, key: &Key) -> Result<u8, Failure> {
    if file.count() == 1 {
        out::line("there is no old key")?;
        return Ok(0);
    }
    if site.db.read(by, key, people::sealed_before).await? {
        return Err(Failure::usage("some numbers are still encrypted under an old key; run `yipanqi keys rotate` first"));
    }
    file.forget_old()?;
    out::line(format!("only key {} is left; delete old copies of the key file too, but keep those that old backups need", file.current()))?;
    Ok(0)
}

//! nginx with one static file: the limit of what a machine answers.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::Result;
use crate::http::Client;
use crate::program::free_address;

/// nginx while it serves `/page.html`; it ends with this value.
pub struct Nginx {
    child: Child,
    _folder: tempfile::TempDir,
    /// `127.0.0.1:PORT`
    pub address: String,
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // The master process takes its workers along when it is asked, not when it is killed.
        let asked = Command::new("kill").args(["-QUIT", &self.child.id().to_string()]).status();
        if !asked.is_ok_and(|status| status.success()) {
            drop(self.child.kill());
        }
        drop(self.child.wait());
    }
}

fn program() -> Option<PathBuf> {
    ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"].into_iter().map(PathBuf::from).find(|path| path.is_file())
}

/// Serves a page; `None` where nginx is not installed.
pub async fn serve(page: &[u8]) -> Result<Option<Nginx>> {
    let Some(program) = program() else { return Ok(None) };
    let folder = tempfile::tempdir()?;
    let (place, address) = (folder.path().display(), free_address()?);
    std::fs::write(folder.path().join("page.html"), page)?;
    // Its workers would else be nobody, who may not read a temporary folder of root's.
    let user = if is_root() { "user root;" } else { "" };
    let paths: String =
        ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].iter().map(|name| format!("{name}_temp_path {place}/{name};")).collect();
    let text = format!(
        "{user} worker_processes auto; daemon off; pid {place}/pid; error_log {place}/error.log; events {{}}\n\
         http {{ access_log off; keepalive_requests 1000000; {paths} default_type text/html; \
         server {{ listen {address}; root {place}; }} }}\n"
    );
    let file = folder.path().join("nginx.conf");
    std::fs::write(&file, text)?;
    let mut command = Command::new(program);
    command.arg("-c").arg(&file).arg("-p").arg(folder.path()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let nginx = Nginx { child: command.spawn()?, _folder: folder, address };
    for _ in 0..200 {
        if let Ok(mut client) = Client::connect(&nginx.address).await {
            let answer = client.get("/page.html").await?;
            return if answer.status == 200 { Ok(Some(nginx)) } else { Err(format!("nginx answers {}", answer.status).into()) };
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Err("nginx did not come up within four seconds".into())
}

fn is_root() -> bool {
    std::fs::read_to_string("/proc/self/status").is_ok_and(|status| status.lines().any(|line| line.starts_with("Uid:\t0\t")))
}

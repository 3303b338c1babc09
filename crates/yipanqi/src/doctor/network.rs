//! Whether it can listen, and whether browsers can reach it.

use std::io::ErrorKind;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};

use super::Check;
use crate::config::Config;

const PATIENCE: Duration = Duration::from_secs(3);

/// Whether the address can be listened on, or is by a server of ours.
pub async fn port(config: &Config) -> Check {
    let listen = &config.listen;
    match TcpListener::bind(listen).await {
        Ok(_) => Check::good("port", format!("{listen} 可以监听。"), format!("{listen} can be listened on")),
        Err(error) if error.kind() == ErrorKind::AddrInUse => Check::warning(
            "port",
            format!("{listen} 已被占用。如果是本系统正在运行，就没有问题；否则请停掉那个程序，或改配置项 listen。"),
            format!("{listen} is taken; if that is this program at work all is well, else stop the other or change `listen`"),
        ),
        Err(error) => Check::bad(
            "port",
            format!("{listen} 不能监听（{error}）。请改配置项 listen；1024 以下的端口需要权限，建议前面放代理。"),
            format!("{listen} cannot be listened on: {error}; change `listen` (ports below 1024 need rights, better put a proxy in front)"),
        ),
    }
}

/// Whether somebody answers at the address that people are told.
pub async fn public(config: &Config) -> Option<Check> {
    let url = config.public_url.as_deref()?;
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let host = rest.split('/').next().unwrap_or_default();
    let port = if scheme == "https" { 443 } else { 80 };
    let address =
        if host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok()) { host.to_owned() } else { format!("{host}:{port}") };
    let reached = matches!(tokio::time::timeout(PATIENCE, TcpStream::connect(&address)).await, Ok(Ok(_)));
    Some(if reached {
        Check::good("reach", format!("{url} 连得上。"), format!("{url} can be reached"))
    } else {
        Check::bad(
            "reach",
            format!("从这台机器连不上 {url}。请查域名解析、代理和防火墙，或改配置项 public_url。"),
            format!("{url} cannot be reached from here; look at the name, the proxy and the firewall, or change `public_url`"),
        )
    })
}

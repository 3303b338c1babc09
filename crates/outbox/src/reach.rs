//! Where a message may go: a name is resolved once, and every address that it has must be one to which messages may go.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use crate::SendError;

/// A network: `10.1.0.0/16`, or one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    /// Whether an address lies in it.
    pub fn holds(&self, address: IpAddr) -> bool {
        match (self.address, plain(address)) {
            (IpAddr::V4(own), IpAddr::V4(other)) => same(u128::from(own.to_bits()) << 96, u128::from(other.to_bits()) << 96, self.bits),
            (IpAddr::V6(own), IpAddr::V6(other)) => same(own.to_bits(), other.to_bits(), self.bits),
            _ => false,
        }
    }
}

fn same(a: u128, b: u128, bits: u8) -> bool {
    bits == 0 || (a ^ b) >> (128 - u32::from(bits)) == 0
}

impl FromStr for Network {
    type Err = String;
    fn from_str(text: &str) -> Result<Network, String> {
        let wrong = || format!("{text} is no network; write 10.1.2.3 or 10.1.0.0/16");
        let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.parse::<u8>().map_err(|_| wrong()))?;
        if bits > most { Err(wrong()) } else { Ok(Network { address, bits }) }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.bits)
    }
}

/// Who knows the addresses of names.
#[derive(Clone, Debug, Default)]
pub enum Resolver {
    /// The system.
    #[default]
    System,
    /// A table in the hand: for tests.
    Table(BTreeMap<String, Vec<IpAddr>>),
}

impl Resolver {
    async fn addresses(&self, host: &str, port: u16) -> Vec<IpAddr> {
        // An address needs no resolver, and a table in the hand must not be a way round the look at it.
        if let Ok(address) = host.parse() {
            return vec![address];
        }
        match self {
            Resolver::System => {
                tokio::net::lookup_host((host, port)).await.map(|all| all.map(|one| one.ip()).collect()).unwrap_or_default()
            }
            Resolver::Table(table) => table.get(host).cloned().unwrap_or_default(),
        }
    }
}

/// The one address to connect to.
///
/// # Errors
/// [`SendError::Away`] for a name without an address, [`SendError::Refused`] when any of its addresses is a private one that nobody allowed.
pub async fn resolve(resolver: &Resolver, host: &str, port: u16, allow: &[Network]) -> Result<SocketAddr, SendError> {
    // A dot at the end says that a name is whole; systems differ on `localhost.`, so it is asked for without.
    let bare = host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.');
    if numeral(bare) {
        return Err(SendError::Refused("the address is written as a number; write a name, or an address such as 203.119.128.1".into()));
    }
    let all = resolver.addresses(bare, port).await;
    let permitted = |address: &IpAddr| public(*address) || allow.iter().any(|network| network.holds(*address));
    if all.iter().any(|address| !permitted(address)) {
        return Err(SendError::Refused(
            "the address lies inside a private network; allow it in the configuration (outgoing.allow) if that is meant".into(),
        ));
    }
    let first = all.first().ok_or_else(|| SendError::Away("the name of the server has no address".into()))?;
    Ok(SocketAddr::new(plain(*first), port))
}

/// Whether a host is an address in one of the old spellings: `2130706433`, `0x7f.1`, `127.1`, `0177.0.0.1`. Resolvers differ on what they
/// mean, and no name ends in a number; so they are refused whatever they mean.
fn numeral(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or_default();
    let hex = last.strip_prefix("0x").or_else(|| last.strip_prefix("0X"));
    let number = hex.map_or(!last.is_empty() && last.bytes().all(|b| b.is_ascii_digit()), |hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
    number && host.parse::<IpAddr>().is_err()
}

/// `::ffff:10.0.0.1` is 10.0.0.1.
fn plain(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(six) => six.to_ipv4_mapped().map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    }
}

/// Whether an address is one of the Internet's: not of this machine, of a private network, of a link, of a test, of a group.
pub fn public(address: IpAddr) -> bool {
    match plain(address) {
        IpAddr::V4(four) => public_v4(four),
        IpAddr::V6(six) => public_v6(six),
    }
}

fn public_v4(four: Ipv4Addr) -> bool {
    let [a, b, c, _] = four.octets();
    // This machine, private networks, a link, groups; networks of providers and of tests; what is kept for documents and old bridges.
    let own = matches!((a, b), (0 | 10 | 127 | 224..=255, _) | (169, 254) | (172, 16..=31) | (192, 168));
    let lent = matches!((a, b), (100, 64..=127) | (198, 18 | 19));
    let kept = matches!((a, b, c), (192, 0, 0 | 2) | (192, 88, 99) | (198, 51, 100) | (203, 0, 113));
    !(own || lent || kept)
}

fn public_v6(six: Ipv6Addr) -> bool {
    let parts = six.segments();
    // Only 2000::/3 is the Internet's; in it lie documentation, and ways that wrap an address of the older kind.
    let inside = parts[0] & 0xe000 == 0x2000;
    let kept = parts[0] == 0x2002 || (parts[0] == 0x2001 && (parts[1] < 0x0200 || parts[1] == 0x0db8)) || parts[0] == 0x3fff;
    inside && !kept
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn only_addresses_of_the_internet_are_public() {
        for inside in [
            "127.0.0.1",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "198.18.0.1",
            "192.0.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "240.0.0.1",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001:0:1::1",
            "::127.0.0.1",
        ] {
            assert!(!public(inside.parse().unwrap()), "{inside}");
        }
        for outside in ["1.1.1.1", "172.32.0.1", "172.15.0.1", "100.128.0.1", "203.119.128.1", "2400:3200::1", "2606:4700::1111"] {
            assert!(public(outside.parse().unwrap()), "{outside}");
        }
    }

    #[test]
    fn an_address_in_an_old_spelling_is_told_from_a_name() {
        for old in ["2130706433", "0x7f000001", "0X7F.1", "127.1", "0177.0.0.1", "1.2.3.4.5", "0x", "256.0.0.1"] {
            assert!(numeral(old), "{old}");
        }
        for name in ["1.1.1.1", "::1", "163.com", "qyapi.weixin.qq.com", "localhost", "0xcafe.cn"] {
            assert!(!numeral(name), "{name}");
        }
    }

    #[test]
    fn a_network_holds_what_lies_in_it_and_a_slip_is_refused() {
        let office: Network = "10.1.0.0/16".parse().unwrap();
        assert!(office.holds("10.1.255.1".parse().unwrap()) && !office.holds("10.2.0.1".parse().unwrap()));
        assert!(office.holds("::ffff:10.1.0.9".parse().unwrap()));
        let one: Network = "10.1.2.3".parse().unwrap();
        assert!(one.holds("10.1.2.3".parse().unwrap()) && !one.holds("10.1.2.4".parse().unwrap()));
        assert!("0.0.0.0/0".parse::<Network>().unwrap().holds("8.8.8.8".parse().unwrap()));
        assert!("fd00::/8".parse::<Network>().unwrap().holds("fd12::1".parse().unwrap()));
        for slip in ["", "10.1.2", "10.1.2.3/33", "mail.office", "10.0.0.0/-1"] {
            assert!(slip.parse::<Network>().is_err(), "{slip}");
        }
    }
}

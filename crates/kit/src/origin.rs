//! Where a request came from: the connection's other end, or what a proxy of ours says of it. Nobody else's word is taken.

use std::net::IpAddr;

use axum::http::{Extensions, HeaderMap};

use board::accounts::second::certificate::Certificate;

use crate::Settings;
use crate::serve::Peer;

/// The addresses of our own proxies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies(Vec<(IpAddr, u8)>);

/// How our proxy tells of the client certificate (UKey) that a browser showed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateHeaders {
    /// The header that names the certificate: its fingerprint or serial number.
    pub name: String,
    /// The header that says whether the proxy found the certificate good.
    pub verify: String,
    /// What it says then.
    pub verified: String,
}

/// A text that is neither an address nor a network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no address of a proxy; write 127.0.0.1 or a network such as 10.0.0.0/8")]
pub struct NoProxy(String);

impl Proxies {
    /// Reads addresses and networks.
    ///
    /// # Errors
    /// [`NoProxy`] with the first text that is neither.
    pub fn parse(texts: &[String]) -> Result<Proxies, NoProxy> {
        texts.iter().map(|text| network(text).ok_or_else(|| NoProxy(text.clone()))).collect::<Result<_, _>>().map(Proxies)
    }

    fn trusts(&self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        self.0.iter().any(|&(network, bits)| match (network, ip) {
            (IpAddr::V4(a), IpAddr::V4(b)) => (a.to_bits() ^ b.to_bits()).leading_zeros() >= u32::from(bits),
            (IpAddr::V6(a), IpAddr::V6(b)) => (a.to_bits() ^ b.to_bits()).leading_zeros() >= u32::from(bits),
            _ => false,
        })
    }
}

fn network(text: &str) -> Option<(IpAddr, u8)> {
    let (address, bits) = text.trim().split_once('/').map_or((text.trim(), None), |(address, bits)| (address, Some(bits)));
    let ip: IpAddr = address.parse().ok()?;
    let most = if ip.is_ipv4() { 32 } else { 128 };
    let bits = bits.map_or(Some(most), |bits| bits.parse().ok())?;
    (bits <= most).then_some((ip, bits))
}

/// Where a request came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    /// The caller's address.
    pub(crate) address: String,
    /// Whether the browser speaks https to us.
    pub(crate) https: bool,
    /// The host that the browser asked a proxy of ours for.
    pub(crate) host: Option<String>,
    /// The client certificate that a proxy of ours saw and found good.
    pub(crate) certificate: Option<Certificate>,
}

impl Origin {
    pub(crate) fn of(settings: &Settings, headers: &HeaderMap, extensions: &Extensions) -> Origin {
        let peer = extensions.get::<Peer>().map(|peer| peer.0.ip());
        let proxied = peer.is_some_and(|ip| settings.trusted_proxies.trusts(ip));
        let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).filter(|_| proxied);
        let forwarded = said("x-forwarded-for").and_then(|list| caller(&settings.trusted_proxies, list));
        let address = forwarded.or(peer).map_or_else(|| "local".to_owned(), |ip| ip.to_canonical().to_string());
        let https = settings.https() || said("x-forwarded-proto") == Some("https");
        let certificate = settings.certificate.as_ref().filter(|_| proxied).and_then(|told| certificate(told, headers));
        Origin { address, https, host: said("x-forwarded-host").map(str::to_owned), certificate }
    }
}

/// Each header must be there once: a second one would be the caller's own, which the proxy passed on beside its word.
fn certificate(told: &CertificateHeaders, headers: &HeaderMap) -> Option<Certificate> {
    let once = |name: &str| {
        let mut all = headers.get_all(name).into_iter();
        all.next().filter(|_| all.next().is_none()).and_then(|value| value.to_str().ok()).map(str::trim)
    };
    if once(&told.verify)? != told.verified {
        return None;
    }
    Certificate::read(once(&told.name)?)
}

/// The last entry that no proxy of ours wrote of another proxy of ours: what stands before it are the caller's own words.
fn caller(proxies: &Proxies, list: &str) -> Option<IpAddr> {
    let entries = list.rsplit(',').map(|entry| entry.trim().parse::<IpAddr>().ok());
    entries.take_while(Option::is_some).flatten().find(|ip| !proxies.trusts(*ip))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn settings(proxies: &[&str]) -> Settings {
        let proxies: Vec<String> = proxies.iter().map(ToString::to_string).collect();
        Settings { trusted_proxies: Proxies::parse(&proxies).unwrap(), ..Settings::default() }
    }

    fn origin(proxies: &[&str], peer: &str, forwarded: &str) -> Origin {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        headers.insert("x-forwarded-proto", "https".parse().unwrap());
        headers.insert("x-forwarded-host", "board.test".parse().unwrap());
        let mut extensions = Extensions::new();
        extensions.insert(Peer(format!("{peer}:4711").parse().unwrap()));
        Origin::of(&settings(proxies), &headers, &extensions)
    }

    #[test]
    fn only_a_proxy_of_ours_is_believed() {
        let stranger = origin(&["127.0.0.1"], "203.0.113.9", "10.1.2.3");
        assert_eq!(stranger, Origin { address: "203.0.113.9".into(), https: false, host: None, certificate: None });
        let ours = origin(&["127.0.0.1", "10.0.0.0/8"], "127.0.0.1", "10.1.2.3, 203.0.113.9, 10.9.9.9");
        assert_eq!(ours, Origin { address: "203.0.113.9".into(), https: true, host: Some("board.test".into()), certificate: None });
        assert_eq!(origin(&[], "127.0.0.1", "10.1.2.3").address, "127.0.0.1", "nobody is believed unless named");
    }

    #[test]
    fn a_certificate_is_taken_from_our_proxy_alone_verified_and_once() {
        let told =
            CertificateHeaders { name: "x-ssl-client-serial".into(), verify: "x-ssl-client-verify".into(), verified: "SUCCESS".into() };
        let settings = Settings { certificate: Some(told), ..settings(&["127.0.0.1"]) };
        let seen = |peer: &str, all: &[(&'static str, &str)]| {
            let mut headers = HeaderMap::new();
            for &(name, value) in all {
                headers.append(name, value.parse().unwrap());
            }
            let mut extensions = Extensions::new();
            extensions.insert(Peer(format!("{peer}:4711").parse().unwrap()));
            Origin::of(&settings, &headers, &extensions).certificate
        };
        let (name, good) = (("x-ssl-client-serial", "0A:1B:2C"), ("x-ssl-client-verify", "SUCCESS"));
        assert_eq!(seen("127.0.0.1", &[name, good]), Certificate::read("0a1b2c"));
        assert_eq!(seen("203.0.113.9", &[name, good]), None, "a stranger");
        assert_eq!(seen("127.0.0.1", &[name]), None, "not verified");
        assert_eq!(seen("127.0.0.1", &[name, ("x-ssl-client-verify", "FAILED:self signed certificate")]), None);
        assert_eq!(seen("127.0.0.1", &[name, name, good]), None, "twice");
        assert_eq!(seen("127.0.0.1", &[name, good, ("x-ssl-client-verify", "NONE")]), None, "twice");
        assert_eq!(seen("127.0.0.1", &[("x-ssl-client-serial", ""), good]), None);
    }

    #[test]
    fn what_the_caller_wrote_before_our_proxy_counts_for_nothing() {
        assert_eq!(origin(&["127.0.0.1"], "127.0.0.1", "1.1.1.1, 203.0.113.9").address, "203.0.113.9");
        assert_eq!(origin(&["127.0.0.1"], "127.0.0.1", "1.1.1.1, nonsense").address, "127.0.0.1");
        assert_eq!(origin(&["127.0.0.1"], "127.0.0.1", "").address, "127.0.0.1");
    }

    #[test]
    fn a_network_is_read_whole_or_not_at_all() {
        for bad in ["", "proxy", "10.0.0.0/33", "10.0.0.0/x", "::1/129", "127.0.0.1:80"] {
            assert!(Proxies::parse(&[bad.to_owned()]).is_err(), "{bad}");
        }
        assert!(Proxies::parse(&["fd00::/8".into()]).unwrap().trusts("fd12::1".parse().unwrap()));
        assert!(Proxies::parse(&["10.0.0.0/8".into()]).unwrap().trusts("::ffff:10.1.1.1".parse().unwrap()));
    }
}

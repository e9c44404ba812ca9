//! Where the sandbox may listen: on this machine only, so that nobody takes it for a gateway.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// Why the sandbox does not start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// Another machine's address, a provider's host for instance, or all addresses of this one.
    #[error("{0} is not loopback: the sandbox listens on 127.0.0.1, [::1] or localhost only; use --listen 127.0.0.1:0")]
    NotLoopback(String),
    /// No address with a port.
    #[error("{0:?} is no address with a port: use --listen 127.0.0.1:PORT, where port 0 takes any free one")]
    NoAddress(String),
    /// Somebody else listens there.
    #[error("{0} is in use: choose another with --listen, or port 0")]
    InUse(SocketAddr),
    /// The system refuses for another reason.
    #[error("cannot listen on {0}: {1}; choose another address with --listen")]
    Refused(SocketAddr, String),
}

/// Reads `127.0.0.1:PORT`, `[::1]:PORT` or `localhost:PORT`, and nothing else.
pub fn parse_listen(text: &str) -> Result<SocketAddr, StartError> {
    let text = text.trim();
    let no_address = || StartError::NoAddress(text.to_owned());
    if let Ok(address) = text.parse::<SocketAddr>() {
        return if address.ip().is_loopback() { Ok(address) } else { Err(StartError::NotLoopback(text.to_owned())) };
    }
    let (host, port) = text.rsplit_once(':').ok_or_else(|| match text.parse::<IpAddr>() {
        Err(_) if text.contains('.') => StartError::NotLoopback(text.to_owned()),
        _ => no_address(),
    })?;
    let port: u16 = port.parse().map_err(|_| no_address())?;
    if host.eq_ignore_ascii_case("localhost") {
        Ok(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port))
    } else if host.is_empty() {
        Err(no_address())
    } else {
        Err(StartError::NotLoopback(text.to_owned()))
    }
}

/// Whether a `Host` or the authority of an `Origin` names this machine. A name that merely resolves to it does not:
/// that is how a web page elsewhere would reach the sandbox through the browser.
pub(super) fn is_loopback_host(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    if name.eq_ignore_ascii_case("localhost") {
        return true;
    }
    let bare = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(name);
    bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_taken() {
        assert_eq!(parse_listen("127.0.0.1:8080"), Ok("127.0.0.1:8080".parse().unwrap()));
        assert_eq!(parse_listen("[::1]:0"), Ok("[::1]:0".parse().unwrap()));
        assert_eq!(parse_listen("localhost:9"), Ok("127.0.0.1:9".parse().unwrap()));
        for other in ["api.freedompay.kz:443", "0.0.0.0:80", "[::]:80", "192.168.1.5:80", "api.freedompay.kz"] {
            let refused = parse_listen(other).unwrap_err();
            assert_eq!(refused, StartError::NotLoopback(other.to_owned()), "{other}");
        }
        for broken in ["", "8080", ":80", "localhost", "localhost:x", "127.0.0.1", "127.0.0.1:99999"] {
            assert!(matches!(parse_listen(broken), Err(StartError::NoAddress(_))), "{broken}");
        }
    }

    #[test]
    fn a_name_that_merely_points_here_is_no_loopback_host() {
        for host in ["127.0.0.1", "127.0.0.1:80", "localhost:1", "LOCALHOST", "[::1]:80", "[::1]"] {
            assert!(is_loopback_host(host), "{host}");
        }
        for host in ["", "evil.example:80", "127.0.0.1.evil.example", "10.0.0.1", "localhost.evil.example:80"] {
            assert!(!is_loopback_host(host), "{host}");
        }
    }

    #[test]
    fn every_error_is_one_line_that_says_what_to_do() {
        let address = "127.0.0.1:80".parse().unwrap();
        let errors = [
            StartError::NotLoopback("a".to_owned()),
            StartError::NoAddress("a\nb".to_owned()),
            StartError::InUse(address),
            StartError::Refused(address, "denied".to_owned()),
        ];
        for error in errors {
            let text = error.to_string();
            assert!(text.contains("--listen") && !text.contains('\n'), "{text}");
        }
    }
}

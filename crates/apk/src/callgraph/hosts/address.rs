//! What of a text is a host: an address with a scheme, or a text that is nothing but a host's name.

/// An address without its query, user and port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Lower case.
    pub host: String,
    /// Empty for a bare name.
    pub scheme: &'static str,
    /// The path, cut.
    pub rest: String,
}

const SCHEMES: [&str; 4] = ["https", "http", "wss", "ws"];
/// Longest text that is looked at, and longest part of a path that is told.
const MAX_TEXT: usize = 2000;
const MAX_REST: usize = 80;
/// Longest name of a host, and of one label of it (RFC 1035, section 2.3.4).
const MAX_HOST: usize = 253;
const MAX_LABEL: usize = 63;
/// Ends of a bare name that is taken for a host's: others are mostly keys, files or classes.
const BARE_ENDS: [&[u8]; 4] = [b".com", b".net", b".org", b".cn"];
/// First labels of names written the other way round, as packages are.
const REVERSED: [&str; 4] = ["com", "cn", "org", "net"];
/// Packages of the platform that end as hosts do: `android.net`.
const PLATFORM: [&str; 4] = ["android", "java", "javax", "androidx"];

/// Whether the bytes of a text may be an address; quick, and a few more than [`read`] takes.
#[inline]
pub fn is_candidate(text: &[u8]) -> bool {
    match text {
        [b'h', b't', b't', b'p', b':' | b's', ..] | [b'w', b's', b':' | b's', ..] => {
            text.len() <= MAX_TEXT && memchr::memmem::find(text, b"://").is_some()
        }
        _ => {
            text.len() <= MAX_HOST
                && BARE_ENDS.iter().any(|end| text.ends_with(end))
                && memchr::memchr2(b'/', b' ', text).is_none()
        }
    }
}

/// The address a text is; `None` where it is none, or its host is not all there.
pub fn read(text: &str) -> Option<Address> {
    let told =
        SCHEMES.iter().find_map(|scheme| Some((*scheme, text.strip_prefix(scheme)?.strip_prefix("://")?)));
    let Some((scheme, rest)) = told else {
        let bare = text == text.to_ascii_lowercase() && is_host(text) && !is_reversed(text);
        return bare.then(|| Address { host: text.to_owned(), scheme: "", rest: String::new() });
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at_checked(end)?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match host.split_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        Some(_) => return None,
        None => host,
    };
    let host = host.to_ascii_lowercase();
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    is_host(&host).then(|| Address { host, scheme, rest: path.chars().take(MAX_REST).collect() })
}

fn is_host(text: &str) -> bool {
    let mut labels = 0;
    let mut last = "";
    for label in text.split('.') {
        let inner = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        if label.is_empty() || label.len() > MAX_LABEL || !inner || label.starts_with('-') {
            return false;
        }
        labels += 1;
        last = label;
    }
    let is_named = last.len() > 1 && last.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_number = labels == 4
        && text.split('.').all(|label| label.len() <= 3 && label.bytes().all(|byte| byte.is_ascii_digit()));
    labels > 1 && text.len() <= MAX_HOST && (is_named || is_number)
}

fn is_reversed(text: &str) -> bool {
    let Some((first, rest)) = text.split_once('.') else { return false };
    REVERSED.contains(&first) || (PLATFORM.contains(&first) && !rest.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::{is_candidate, read};

    fn host(text: &str) -> Option<(String, &'static str, String)> {
        let address = read(text).filter(|_| is_candidate(text.as_bytes()))?;
        Some((address.host, address.scheme, address.rest))
    }

    #[test]
    fn reads_addresses_without_query_user_and_port() {
        let told = |host: &str, scheme, rest: &str| Some((host.to_owned(), scheme, rest.to_owned()));
        assert_eq!(host("https://api.qinghe.cn/v1/log?imei=%s"), told("api.qinghe.cn", "https", "/v1/log"));
        assert_eq!(host("https://API.qinghe.cn"), told("api.qinghe.cn", "https", ""));
        assert_eq!(host("http://me:secret@qinghe.cn:8080/a#b"), told("qinghe.cn", "http", "/a"));
        assert_eq!(host("wss://push.qinghe.com.cn"), told("push.qinghe.com.cn", "wss", ""));
        assert_eq!(host("http://10.0.0.8/"), told("10.0.0.8", "http", "/"));
        assert_eq!(host("api.qinghe.cn"), told("api.qinghe.cn", "", ""));
        assert_eq!(host("android.bugly.qq.com"), told("android.bugly.qq.com", "", ""));
    }

    #[test]
    fn passes_over_what_is_no_host() {
        for text in [
            "https://%s.qinghe.cn/",
            "https://",
            "http://localhost/",
            "https://{host}/a",
            "see https://a.cn",
            "https://a.cn and more",
            "com.qinghe.cn",
            "Qinghe.com",
            "1.2.3.4",
            "a..cn",
            "-a.cn",
            "a.cn ",
            "android.net",
            "https://a.cn:x/",
            "文.cn",
            "",
        ] {
            assert_eq!(host(text), None, "{text}");
        }
        assert_eq!(host(&format!("https://{}.cn", "a".repeat(64))), None);
    }
}

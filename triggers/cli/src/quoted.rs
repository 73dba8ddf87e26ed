//! Arguments that a message must not quote: the address of a database, with its password, may stand in any place.

/// Whether an argument may be an address with a password.
pub(crate) fn may_have_password(argument: &str) -> bool {
    // Tools of PostgreSQL take blanks around the sign, and other programs shorten the word.
    let bare: String = argument.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect();
    argument.contains("://")
        || ["password=", "passwd=", "pwd="].iter().any(|key| bare.contains(key))
        || argument.contains(':') && argument.contains('@')
        // The form of Oracle: `user/password@host`.
        || argument.rsplit_once('@').is_some_and(|(login, _)| login.contains('/'))
}

/// A message without such arguments of this program.
pub(crate) fn without_passwords(message: &str) -> String {
    without(message, std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()))
}

fn without(message: &str, arguments: impl Iterator<Item = String>) -> String {
    let mut secrets: Vec<String> = arguments.filter(|argument| may_have_password(argument)).collect();
    // A message may quote the value of a flag without the flag, and a text with escapes.
    let values: Vec<_> = secrets.iter().filter_map(|secret| secret.strip_prefix('-')?.split_once('=')).collect();
    let values: Vec<String> = values.into_iter().map(|(_, value)| value.to_owned()).collect();
    secrets.extend(values);
    let escaped: Vec<String> = secrets.iter().map(|secret| secret.escape_debug().to_string()).collect();
    secrets.extend(escaped);
    secrets.retain(|secret| !secret.is_empty());
    // The longest first: one may be part of another.
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets.iter().fold(message.to_owned(), |message, secret| message.replace(secret, "…"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_not_quoted() {
        let quoted = |message: &str, arguments: &[&str]| {
            without(message, arguments.iter().map(|argument| (*argument).to_owned()))
        };
        for address in [
            "postgres://u:pa55word@h/x",
            "postgres:/u:pa55word@h",
            "u:pa55word@h",
            "u/pa55word@h/x",
            "u/pa55@word@h",
            "u@x/pa55word@h",
            "Password=pa55word",
            "host=h password = pa55word",
            "Server=h;Pwd=pa55word",
        ] {
            assert_eq!(quoted(&format!("there is no '{address}'"), &["list", address]), "there is no '…'");
            let flag = format!("--route={address}");
            assert_eq!(quoted(&format!("no '{address}' in '{flag}'"), &[&flag]), "no '…' in '…'");
        }
        assert_eq!(quoted(r"not \u{1b}a:pa55word@h", &["\u{1b}a:pa55word@h"]), "not …");
        assert_eq!(quoted("a@b and a:b@c", &["a@b", "a:b@c", "b"]), "a@b and …");
        assert_eq!(quoted("a@b/c", &["a@b/c"]), "a@b/c");
        assert_eq!(quoted("12:30 of inbox.db", &["12:30", "inbox.db"]), "12:30 of inbox.db");
    }
}

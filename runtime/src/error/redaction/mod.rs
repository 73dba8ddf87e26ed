//! Texts of services and libraries without values of the caller or of a credential. In: a text, and the values that are
//! known. Out: the text for an error.
//!
//! Two walls. Values are found however they are encoded, also several times: `haystack` compares them with the text in one form,
//! `view` makes that form, and `quotes` knows where a quotation ends that is only a beginning. What is not known is found by its
//! place, by `places`: of a URL only the origin stays, and nothing of what follows an authentication scheme.

mod haystack;
mod places;
mod quotes;
mod view;

use self::{
    haystack::Haystack,
    places::{push_word, without_tokens},
};
use crate::{
    http::values::{Values, Whose},
    limits::{MAX_TEXT, line, line_to_search},
};

/// How much of a text is read, in characters: more than an error keeps, so that a value is whole where the text is cut.
const MAX_READ: usize = 4 * MAX_TEXT;

/// A text as errors print it.
pub(crate) fn shown(text: &str, values: &Values) -> String {
    line(&without_tokens(&without(text, values, &[Whose::Credential, Whose::Caller]), push_word), MAX_TEXT)
}

/// A text without the values of credentials.
pub(crate) fn without_credentials(text: &str, values: &Values) -> String {
    let text = without(text, values, &[Whose::Credential]);
    line(&without_tokens(&text, |word, out| out.push_str(word)), MAX_TEXT)
}

/// A text without values.
pub(crate) fn without_values(text: &str, values: &Values) -> String {
    line(&without(text, values, &[Whose::Credential, Whose::Caller]), MAX_TEXT)
}

fn without(text: &str, values: &Values, whose: &[Whose]) -> String {
    if values.is_empty() {
        return line(text, MAX_READ);
    }
    let text = line_to_search(text, MAX_READ);
    let mut haystack = Haystack::new(&text);
    for whose in whose {
        values.each(*whose, &mut |value| haystack.find(value, *whose == Whose::Credential));
    }
    line(&haystack.without_found(), MAX_READ)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::values::Whose;

    fn values(caller: &[&str], credential: &[&str]) -> Values {
        let mut values = Values::of_credentials(credential.iter().copied());
        caller.iter().for_each(|value| values.add(value, Whose::Caller));
        values
    }

    #[test]
    fn a_value_is_found_in_any_encoding() {
        const SECRET: &str = "hush & \"hüsh\"/+\\=";
        let known = values(&[], &[SECRET]);
        let percent: String = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
        let twice: String = url::form_urlencoded::byte_serialize(percent.as_bytes()).collect();
        let json = serde_json::to_string(SECRET).unwrap();
        let ascii: String = SECRET.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
        let html = SECRET.replace('&', "&amp;").replace('"', "&#34;").replace('ü', "&#xFC;");
        for form in
            [SECRET, &percent, &percent.to_lowercase(), &percent.replace('+', "%20"), &twice, &json, &ascii, &html]
        {
            let text = shown(&format!("a {form} b"), &known);
            assert!(["a … b", "a \"…\" b"].contains(&text.as_str()), "{form}: {text}");
        }
        let digits: String = SECRET.bytes().map(|byte| format!("{byte:02x}")).collect();
        let marked: String = SECRET.bytes().map(|byte| format!("\\x{byte:02X}")).collect();
        let zeros = SECRET.replace('&', "&#000000000000038;").replace('/', "&sol;").replace('+', "&plus;");
        for form in [&digits, &digits.to_uppercase(), &format!("0x{digits}"), &marked, &zeros] {
            let text = shown(&format!("a {form} b"), &known);
            assert!(["a … b", "a 0x… b"].contains(&text.as_str()), "{form}: {text}");
        }
        for before in ["", "u", "u:", "u::", "user:"] {
            for inner in [SECRET, &percent, &percent.replace('+', "%20")] {
                let standard = azure_core::base64::encode(format!("{before}{inner}:z"));
                let url_safe = standard.replace('+', "-").replace('/', "_");
                let escaped = standard.replace('+', "%2b").replace('/', "%2F").replace('=', "%3D");
                let shifted = format!("x{}", standard.trim_end_matches('='));
                for form in [standard, url_safe, escaped, shifted] {
                    assert_eq!(shown(&format!("a {form}, b"), &known), "a …, b", "{before}{inner}: {form}");
                }
            }
        }
    }

    #[test]
    fn a_value_is_found_in_any_escape() {
        let known = values(&[], &["hush😀", "one\nline", "<hush>'\"'<", "word", "???>>>"]);
        for (text, expected) in [
            (r"a hush\ud83d\ude00 b", "a … b"),
            (r"a hush\ud83d b", r"a hush\ud83d b"),
            (r"a one\nline b", "a … b"),
            (r#"a <hush>\'\"\'< b"#, "a … b"),
            ("a &lt;hush&gt;&apos;&quot;&#39;&LT; b", "a … b"),
            ("a &gt;hush&lt; b", "a &gt;hush&lt; b"),
            // Six characters of Base64 are the shortest word that is read.
            ("a d29yZA== b", "a … b"),
            // Both alphabets of Base64.
            ("a Pz8/Pj4+ b", "a … b"),
            ("a Pz8_Pj4- b", "a … b"),
            ("wordword", "…"),
            ("word, word and d29yZA==", "…, … and …"),
        ] {
            assert_eq!(without_credentials(text, &known), expected, "{text}");
        }
        let long = format!("{}word", "long ".repeat(130));
        assert_eq!(shown(&format!("{long}, the end"), &values(&[], &[&long])), "…, the end");
    }

    #[test]
    fn the_beginning_of_a_value_is_left_out_where_the_text_is_cut() {
        let known = values(&[], &["hush & hush"]);
        let cut = ["(a hush & h…)", "hush%20%2...", "hush%20%…", r"hush \…", "aHVzaCAmIGh1… b", "hus…", "all is well"];
        let texts = cut.map(|text| shown(text, &known));
        assert_eq!(texts, ["(a …)", "…", "…", "…", "… b", "hus…", "all is well"]);
        let long = format!("{}hush & hush", "word ".repeat(MAX_READ / 5 - 1));
        assert!(!shown(&long, &known).contains("hush"));
        let at_the_cut = format!("{}hush & hush", "…".repeat(MAX_READ - 6));
        assert!(!shown(&at_the_cut, &known).contains("hush"));
    }

    #[test]
    fn short_values_are_whole_words() {
        let known = values(&["no", "5"], &["12", "k"]);
        assert_eq!(shown("no 5 of 12, 123 k ok", &known), "no 5 of …, 123 … ok");
        assert_eq!(without_credentials("key-word hunter2", &values(&["key-word"], &["HUNTER2"])), "key-word …");
        // A short value of the caller counts if it has a letter outside ASCII: no word of a text is like it by chance.
        assert_eq!(shown("Zoe has no time", &values(&["Zoë", "'no'"], &[])), "… has no time");
    }

    #[test]
    fn a_short_value_of_the_caller_is_no_part_of_a_word() {
        let short = ["form", "1000", "active"];
        let text = "Information 5f100081-1000-4c2d of 'form' interactive Form_1 ACTIVE, formed";
        assert_eq!(
            without_values(text, &values(&short, &[])),
            "Information 5f100081-…-4c2d of '…' interactive …_1 …, formed"
        );
        assert_eq!(without_values("abcform", &values(&[], &["form"])), "abc…");
        assert_eq!(without_values("the reforms8x", &values(&["reforms8"], &[])), "the …x");
        let base64 = azure_core::base64::encode("xformx");
        assert_eq!(without_values(&base64, &values(&["form"], &[])), "…");
    }

    #[test]
    fn of_a_url_only_the_origin_stays() {
        let none = Values::default();
        for (text, expected) in [
            ("for url (https://host:8/v6/KEY/x?k=v)", "for url (https://host:8/…)"),
            ("to HTTPS://u:p@host/KEY, http://host, wss://[::1]:1/", "to HTTPS://host/…, http://host, wss://[::1]:1"),
            ("url=https%3A%2F%2Fhost%2FKEY https%253a%252F%252fhost", "… …"),
            ("GET /v6/KEY/x HTTP/1.1 \"/KEY\" v6/KEY1/x", "GET /… HTTP/1.1 \"/…\" v6/…"),
            ("x?hush ?hush why? nobody knows?", "x?… ?… why? nobody knows?"),
            ("Authorization: Bearer abc.def, basic: QWxh", "Authorization: Bearer … basic: …"),
            ("sig=01234567 a=1&b=2 max=5000000", "sig=… a=… max=5000000"),
            ("and/or text/html, application/json", "and/or text/html, application/json"),
            ("//host/KEY //host", "/… /…"),
            ("5/10 failed, 12/31/2024 (yyyy/MM/dd), D/M/YYYY.", "5/10 failed, 12/31/2024 (yyyy/MM/dd), D/M/YYYY."),
            ("/5/10 5/12345 users/5 yyyy/KEY yM/dd yyyyy/dd", "/… 5/… users/… yyyy/KEY yM/dd yyyyy/dd"),
            ("the Bearer token expired", "the Bearer token expired"),
            ("a client_secret=hush, SIG=hush (apiKey=hush) key=abc", "a client_secret=…, SIG=… (apiKey=…) key=abc"),
            ("{\"password\":\"hush\"} {'secret': 'Hush'}", "{\"password\":…\"} {'secret': …"),
            ("password: required, the token: x, key:hush", "password: required, the token: x, key:hush"),
            ("SharedAccessSignature Hush, the apikey header", "SharedAccessSignature … the apikey header"),
            ("bearer abcdefghijklmno", "bearer abcdefghijklmno"),
            ("bearer abcdefghijklmnop", "bearer …"),
            ("token eyJhbGciOiJIUzI1NiJ9 eyJ", "token … eyJ"),
            ("my_url=https://host/KEY key:hush=https://host/KEY", "my_url=https://host/… …https://host/…"),
            ("and/ users/7", "and/ users/…"),
            ("{\"url\":\"https://host/KEY\"}", "{\"url\":\"https://host/…\"}"),
        ] {
            assert_eq!(shown(text, &none), expected, "{text}");
        }
        assert_eq!(shown("https://hush-word.host/KEY", &values(&["hush-word"], &[])), "https://….host/…");
    }

    /// A value is left out as it is written here, and nothing beside it.
    fn assert_gone(value: &str, written: &str, after: &str) {
        let known = values(&[], &[value]);
        let text = without_credentials(&format!("a ({written}{after}), b"), &known);
        assert!(["a (…), b", "a … b"].contains(&text.as_str()), "{value:?} as {written:?}: {text}");
    }

    #[test]
    fn a_value_is_found_in_encodings_around_each_other() {
        const SECRET: &str = "hush & hüsh 77";
        let base64 = |text: &[u8]| azure_core::base64::encode(text);
        let percent = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let hex =
            |text: &str, apart: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(apart);
        let utf_16: Vec<u8> = SECRET.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big_endian: Vec<u8> = SECRET.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let once = base64(SECRET.as_bytes());
        for written in [
            base64(once.as_bytes()),
            base64(base64(once.as_bytes()).as_bytes()),
            base64(percent(&percent(SECRET)).as_bytes()),
            percent(&percent(&once)),
            base64(&utf_16),
            base64(&big_endian),
            hex(SECRET, ""),
            hex(SECRET, " "),
            hex(SECRET, ":"),
            hex(SECRET, ","),
            hex(SECRET, "_"),
            hex(&once, "-"),
            base64(hex(SECRET, "").as_bytes()),
            (0..9).fold(SECRET.to_owned(), |text, _| percent(&text)),
            (0..4)
                .fold(SECRET.to_owned(), |text, _| serde_json::to_string(&text).unwrap().trim_matches('"').to_owned()),
            (0..5).fold(SECRET.to_owned(), |text, _| text.replace('&', "&amp;")),
            percent(serde_json::to_string(&percent(SECRET)).unwrap().trim_matches('"')),
        ] {
            assert_gone(SECRET, &written, "");
        }
    }

    /// Behind such a mark, the first letters of a value look like a part of an escape.
    #[test]
    fn a_value_is_found_behind_a_mark_that_begins_escapes() {
        for (value, text, expected) in [
            ("nora.smith", r"user 'CONTOSO\nora.smith'.", r"user 'CONTOSO\…'."),
            ("nora.smith", r"user 'CONTOSO\\nora.smith'.", r"user 'CONTOSO\\…'."),
            ("nora.smith", "/users/CONTOSO%5Cnora.smith failed", "/users/CONTOSO%5C… failed"),
            ("nora.smith", "user CONTOSO&#92;nora.smith, no", "user CONTOSO&#92;…, no"),
            ("nora.smíth", r"user CONTOSO\\nora.sm\u00edth, no", r"user CONTOSO\\…, no"),
            ("nora.smith", r"user CONTOSO\nora.smi... no", r"user CONTOSO\… no"),
            ("rosebud-77-xyz", r"user CONTOSO\rosebud-77-xyz", r"user CONTOSO\…"),
            ("report-2024.xlsx", r"no 'C:\data\report-2024.xlsx'", r"no 'C:\data\…'"),
            ("ada@contoso.com", "LIKE '%ada@contoso.com%'", "LIKE '%…%'"),
            ("ada@contoso.com", "LIKE '%25ada@contoso.com%25'", "LIKE '%25…%25'"),
            ("Dean", "LIKE '%Dean%'", "LIKE '%…%'"),
            ("Dean Müller", "LIKE '%25Dean%20M%C3%BCller%25'", "LIKE '%25…%25'"),
            ("amp-hush", "a=b&amp-hush, b", "a=b&…, b"),
            ("lt;hush77", "a &lt;hush77 b", "a &… b"),
            ("%Sommer24", "password %Sommer24... is too weak", "password …... is too weak"),
            ("%Sommer24-77", "password %Sommer24... is too weak", "password … is too weak"),
            (r"\Sommer24-77", r"password \Sommer24… is too weak", r"password \… is too weak"),
            ("secret%", "a secret%41 b", "a …41 b"),
            // A value may have escapes of its own, and its source may have escaped it once more.
            (r"50%ab\nc", r"LIKE '%50%ab\nc%'", r"LIKE '%…%'"),
            (r"50%ab\nc", r"a 50%25ab\\nc, b", "a …, b"),
            (r"C:\\data\\nora-77", r"no '\\?\C:\data\nora-77'", r"no '\\?\…'"),
            (r"D:\\donn\u00e9es\\nora-77", r"no 'D:\données\nora-77'", "no '…'"),
        ] {
            assert_eq!(without_credentials(text, &values(&[], &[value])), expected, "{value}");
            assert_eq!(without_values(text, &values(&[value], &[])), expected, "{value}");
        }
        let base64 = azure_core::base64::encode(r"CONTOSO\nora.smith");
        assert!(!without_credentials(&base64, &values(&[], &["nora.smith"])).contains("bm9yYS5zbWl0a"));
    }

    #[test]
    fn hexadecimal_is_found_behind_its_mark() {
        let known = values(&[], &["hush & 7"]);
        for written in ["0x68 0x75 0x73 0x68 0x20 0x26 0x20 0x37", "0x68,0x75,0X73,0x68,0x20,0x26,0x20,0x37"] {
            assert_eq!(without_credentials(&format!("a {written}; b"), &known), "a 0x…; b");
        }
    }

    #[test]
    fn base64_is_found_in_lines() {
        let long = format!("{}hush{}", "lead ".repeat(30), " tail".repeat(30));
        let lines: Vec<String> = azure_core::base64::encode(&long)
            .as_bytes()
            .chunks(76)
            .map(|line| String::from_utf8_lossy(line).into_owned())
            .collect();
        for between in ["\r\n", "\n", " ", r"\r\n", r"\n", "%0D%0A"] {
            assert_gone(&long, &lines.join(between), "");
        }
    }

    /// The bits of one byte are in two words.
    #[test]
    fn a_value_is_left_out_with_the_words_in_which_its_digits_begin_and_end() {
        assert_eq!(azure_core::base64::encode("xhush-wordx"), "eGh1c2gtd29yZHg=");
        for written in ["eG h1c2gtd29yZHg=", "eGh1c2gtd29yZ Hg=", "eG h1c2gtd29yZ Hg="] {
            assert_gone("hush-word", written, "");
        }
    }

    #[test]
    fn a_value_is_found_in_any_spelling() {
        for (value, spellings) in [
            ("Möller&Co", &["M&ouml;ller&amp;Co", "M&ouml;ller&ampCo", "M&#246ller&#38Co", "M%F6ller%26Co"][..]),
            (
                "Möller&Co",
                &[
                    r"M\U000000f6ller\x{26}Co",
                    r"M\u{f6}ller\046Co",
                    r"M\303\266ller\x26Co",
                    "mo\u{308}ller&co",
                    "MÖLLER&CO",
                    "M%u00f6ller&Co",
                ],
            ),
            ("mo\u{308}ller", &["Möller", "M\u{ad}ö\u{200b}l\u{feff}ler", "M%C3%B6ller"]),
            ("a\u{200b}da@x.org", &["ada@x.org", "A%E2%80%8BDA@x.org", "a%07da@x.org"]),
            ("STRASSE 5", &["Straße 5", "stra&szlig;e 5"]),
            ("ПРИВЕТ", &["привет", "%D0%BF%D1%80%D0%B8%D0%B2%D0%B5%D1%82"]),
            ("Việt Nam 7", &["Vie\u{323}\u{302}t Nam 7", "VIỆT NAM 7"]),
            ("안녕하세요", &["안녕하세요"]),
            ("key ♥ word", &["key &hearts; word"]),
            ("♥ key word", &["&hearts; key word"]),
            ("Zoë", &["ZOË", "Zo&euml;"]),
            // The mark of a page, and one that is not seen.
            (
                "one\u{c}two\u{8}\u{b}three",
                &["one\u{c}two\u{8}\u{b}three", r"one\ftwo\b\vthree", r"one\\ftwo\\b\u000bthree"],
            ),
            (r"one\ftwo\b\u000bthree", &["one\u{c}two\u{8}\u{b}three", "one two three", r"one\ftwo\b\vthree"]),
            ("O'Neil", &["O''Neil", r"O\'Neil", "O’Neil", "O&#39;Neil", r"O\\''Neil"]),
            ("say \"hi\" now", &[r#"say ""hi"" now"#, r#"say \\\"hi\\\" now"#, "say “hi” now"]),
            ("ﬁne Ａ1", &["fine A1"]),
            // UTF-8 that was read as Latin-1 or windows-1252, also twice.
            ("hüsh 77", &["hÃ¼sh 77", "HÃ¼sh%2077", r"h\u00c3\u00bcsh 77", "h%C3%83%C2%BCsh+77", "hÃƒÂ¼sh 77"]),
            ("Zoë Möller", &["ZoÃ« MÃ¶ller"]),
            (
                "Jürgen Weiß, Großstraße 5",
                &["JÃ¼rgen WeiÃŸ, GroÃŸstraÃŸe 5", "JÃ¼rgen WeiÃ\u{9f}, GroÃ\u{9f}straÃ\u{9f}e 5"],
            ),
            (
                "Öhr & Åse – Ís à 5 €",
                &[
                    "Ã–hr & Ã…se â€“ Ã\u{8d}s Ã\u{a0} 5 â‚¬",
                    "Ã\u{96}hr & Ã\u{85}se â\u{80}\u{93} Ã\u{8d}s Ã\u{a0} 5 â\u{82}¬",
                ],
            ),
            ("O’Brien & Sons", &["Oâ€™Brien & Sons"]),
            ("Łódź Sp. z o.o.", &["Å\u{81}Ã³dÅº Sp. z o.o."]),
            ("Екатерина", &["Ð•ÐºÐ°Ñ‚ÐµÑ€Ð¸Ð½Ð°"]),
            ("東京都", &["æ\u{9d}±äº¬éƒ½", "æ\u{9d}±äº¬é\u{83}½"]),
            ("hush 😀", &["hush ðŸ˜€"]),
            (
                "line one\u{2028}line two",
                &["line one line two", "line one\u{2028}line two", "line+one%E2%80%A8line+two"],
            ),
        ] {
            for spelling in spellings {
                assert_gone(value, spelling, "");
            }
        }
    }

    #[test]
    fn a_text_is_cut_with_any_mark() {
        for mark in
            ["…", "...", "....", "***", "********", "[truncated]", " (truncated)", "(Truncated)", "[...]", "<cut>"]
        {
            for start in
                ["hush", "hush & h", "hush%20%2", "hush%20%26%", r"hush \u00", "hush &am", "hush &#3", "aHVzaCAmIGh1"]
            {
                assert_gone("hush & hush", start, mark);
            }
        }
        let known = values(&[], &["hush & hush"]);
        assert_eq!(shown("hus*** is well", &known), "hus*** is well");
    }

    #[test]
    fn a_value_is_found_where_its_letters_are_lost() {
        for (value, text, expected) in [
            ("Jürgen Müller", "no J\u{fffd}\u{fffd}rgen M\u{fffd}\u{fffd}ller here", "no … here"),
            ("J\\u00fcrgen Müller", "no J\u{fffd}rgen M?ller here", "no … here"),
            ("Jürgen Müller", "no J\u{fffd}rgen Meller here", "no J\u{fffd}rgen Meller here"),
            ("Привет", "no \u{fffd}\u{fffd} here", "no \u{fffd}\u{fffd} here"),
        ] {
            assert_eq!(without_credentials(text, &values(&[], &[value])), expected, "{value}");
        }
    }

    #[test]
    fn a_value_is_cut_in_its_middle_or_at_its_beginning() {
        const LONG: &str = "Remember that the 4th word is hush, number nine and the rest";
        for (text, expected) in [
            ("input_value='Remember…ber nine and the rest', input_type=str", "input_value='…', input_type=str"),
            ("input_value='Remember that...rest', input_type=str", "input_value='…', input_type=str"),
            ("input_value='…ber nine and the rest', input_type=str", "input_value='……', input_type=str"),
            (
                "input_value='... nine and the rest', input_type=str",
                "input_value='... nine and the rest', input_type=str",
            ),
            (
                r#"(String)"{"note":"Remember that the 4th"[truncated 53 chars]; line: 1"#,
                r#"(String)"{"note":"…; line: 1"#,
            ),
            ("Remember that the (and 12 more), b", "…, b"),
            ("Remember [12 more bytes], b", "…, b"),
        ] {
            assert_eq!(without_values(text, &values(&[LONG], &[])), expected, "{text}");
        }
        let key = values(&[], &["sk-proj-4f9a8b7c6d5e4f3a2b1c"]);
        assert_eq!(
            without_credentials("Incorrect API key provided: sk-proj-*****2b1c.", &key),
            "Incorrect API key provided: …."
        );
        let long = values(&[&format!("word 1 {} the end of it", "x".repeat(1 << 17))], &[]);
        assert_eq!(without_values("a 'word 1 xx…xx the end of it' b", &long), "a '…' b");
    }

    /// A database says as much as it has room for.
    #[test]
    fn a_value_is_cut_without_a_mark() {
        let known = values(&["Customer name is 'Bob', and so on"], &["P@ssw0rd-hunter2-very-long"]);
        for (text, expected) in [
            ("Truncated value: 'P@ssw0rd-hunter2-very-lon'.", "Truncated value: '…'."),
            ("Truncated value: &quot;P@ssw0rd&quot;.", "Truncated value: &quot;…&quot;."),
            (r#"{\"a\":\"P@ssw0rd-h\"}"#, r#"{\"a\":\"…\"}"#),
            ("near [P@ssw0rd-hunter2] at 1", "near […] at 1"),
            ("the value is P@ssw0rd-hunter2-very-lo", "the value is …"),
            ("near 'customer name' at 1", "near '…' at 1"),
            // Ordinary words, and other values.
            ("'P@ssw0r' near 'Customer' at", "'P@ssw0r' near 'Customer' at"),
            ("'P@ssw0rd-hunter3' P@ssw0rd-h 'P@ssw0rd-h is", "'P@ssw0rd-hunter3' P@ssw0rd-h 'P@ssw0rd-h is"),
            ("is too long: Customer name", "is too long: Customer name"),
        ] {
            assert_eq!(without_values(text, &known), expected, "{text}");
        }
    }

    /// A text that takes too long is left out: a service does not decide how long.
    #[test]
    fn a_text_that_costs_too_much_is_left_out() {
        let deep = (0..40).fold("word & word".to_owned(), |text, number| match number % 2 {
            0 => text.replace('&', "%26"),
            _ => text.replace('%', "&#37;"),
        });
        assert_eq!(shown(&deep, &values(&[], &["word"])), "…");
        let alike: Vec<String> = (0..300).map(|number| format!("{}{number}", "a".repeat(1000))).collect();
        let mut known = values(&[], &alike.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(shown(&"a".repeat(2000), &known), "…");
        // One that costs little comes too late.
        known.add("word", Whose::Caller);
        assert_eq!(shown(&format!("word {}", "a".repeat(1900)), &known), "…");
    }

    #[test]
    fn a_long_value_may_cost_more() {
        let long = "z".repeat(1 << 16);
        // A text that ends with a beginning of the value is one that is cut.
        let text = format!("{}y", "z".repeat(MAX_TEXT * 4 - 1));
        assert_eq!(shown(&text, &values(&[&*long; 3], &[])), format!("{}…", &text[..MAX_TEXT]));
    }

    #[test]
    fn what_stands_beside_the_digits_of_a_value_stays() {
        let known = values(&[], &["hush", "hunter2"]);
        for (text, expected) in [
            ("cafe 68757368 beef", "cafe … beef"),
            // The digits of a sentence are no number.
            ("points: 6, 8; 7, 5; 6e! 7, 4; 6 (5) 7, 2; 3, 2", "points: 6, 8; 7, 5; 6e! 7, 4; 6 (5) 7, 2; 3, 2"),
        ] {
            assert_eq!(without_credentials(text, &known), expected, "{text}");
        }
    }

    #[test]
    fn other_words_stay() {
        let known = values(&["ada@contoso.com", "'no' & 5", "a-b-c"], &["hunter2"]);
        for text in [
            "the field name is required, 5 of 7 no",
            "Möller & Söhne: ПРИВЕТ, 안녕하세요 (100%) [x] <y>",
            "contoso.com is no user at all; see C:\\new\\table or 50%25",
            "deadbeef cafe 00112233 YWxsIGlzIHdlbGw= a.b c...",
        ] {
            assert_eq!(without_credentials(text, &known), text);
            assert_eq!(without_values(text, &known), text);
        }
    }

    /// Whatever a service sends.
    #[test]
    fn no_text_and_no_value_is_a_panic() {
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        let mut next = move |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 16) as usize % below
        };
        let parts = [
            "%",
            "%2",
            "%25",
            "%u",
            "%u00e9",
            "\\",
            "\\u",
            "\\ud83d",
            "\\u{",
            "}",
            "\\x4",
            "\\10",
            "&",
            "&#",
            "&#x",
            ";",
            "&amp",
            "&ouml",
            "…",
            "...",
            "***",
            "[",
            "truncated",
            "]",
            "'",
            "\"",
            "=",
            "+",
            "/",
            "://",
            "?",
            "@",
            "Bearer ",
            "eyJ",
            "ü",
            "u\u{308}",
            "\u{200b}",
            "\u{1a}",
            "ß",
            "安",
            "😀",
            "aGVsbG8",
            "68656c6c6f",
            "\0",
            " ",
            "\n",
            ",",
            "{",
            "\":",
            "hello",
        ];
        for _ in 0..500 {
            let mut made = || {
                let count = next(24);
                (0..count)
                    .map(|_| match next(8) {
                        0 => char::from_u32(next(0x3000) as u32).unwrap_or(' ').to_string(),
                        _ => parts[next(parts.len())].to_owned(),
                    })
                    .collect::<String>()
            };
            let (text, caller, credential, body) = (made(), made(), made(), made());
            let mut known = values(&[&caller], &[&credential]);
            let kinds = [
                "",
                "multipart/form-data; boundary=",
                "multipart/x; boundary=\"%\"",
                "application/x-www-form-urlencoded",
            ];
            known.add_body(kinds.get(text.len() % 5).copied(), &body.clone().into());
            known.add_body(None, &body.bytes().map(|byte| byte.wrapping_mul(3)).collect::<Vec<_>>().into());
            for text in [&text, &format!("{text}{caller}{credential}{body}")] {
                let printed = [shown(text, &known), without_credentials(text, &known), without_values(text, &known)];
                assert!(printed.iter().all(|text| text.chars().count() <= MAX_TEXT + 1));
            }
        }
    }
}

//! Bodies that are encrypted at rest.

use super::store::{bodies, claim, event, put};
use connector_triggers::{
    EventId, Inbox, NewEvent,
    inbox::{InboxErrorKind, Seal, SealContext, SealPart, Sqlite},
};
use std::{error::Error, path::Path, sync::Arc};

/// A toy: it shows that a text was changed and to what it belongs, and hides nothing from anyone who tries.
struct Toy(u8);

impl Seal for Toy {
    fn seal(&self, plain: &[u8], context: SealContext<'_>) -> Result<Vec<u8>, Box<dyn Error + Send + Sync>> {
        let mut text = context.to_bytes();
        text.extend(plain);
        Ok(text.iter().map(|byte| byte ^ self.0).collect())
    }

    fn open(&self, sealed: &[u8], context: SealContext<'_>) -> Result<Vec<u8>, Box<dyn Error + Send + Sync>> {
        let text: Vec<u8> = sealed.iter().map(|byte| byte ^ self.0).collect();
        Ok(text.strip_prefix(context.to_bytes().as_slice()).ok_or("a wrong key or another context")?.to_vec())
    }
}

async fn open(path: &Path, key: Option<u8>) -> Sqlite {
    let options = Sqlite::options(path);
    match key {
        Some(key) => options.seal(Arc::new(Toy(key))),
        None => options,
    }
    .open()
    .await
    .unwrap()
}

#[tokio::test]
async fn bodies_and_headers_are_sealed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("inbox.db");
    put(&open(&path, None).await, &["before the seal"]).await;
    let inbox = open(&path, Some(0x55)).await;
    let headers = vec![("X-Secret".to_owned(), "a secret header".to_owned())];
    inbox.put(vec![NewEvent { headers: headers.clone(), ..event("a secret body") }]).await.unwrap();

    let entry = inbox.get(EventId(2)).await.unwrap().unwrap().0;
    assert_eq!(entry.size, 8 + 15 + 13, "the size of headers and body as they arrived");
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let contains = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
        assert!(!contains("a secret"), "a value stands on the disk");
    }
    for (key, problem) in [(Some(0x56), "its seal cannot be opened"), (None, "the inbox has no seal")] {
        let error = open(&path, key).await.get(EventId(2)).await.unwrap_err();
        assert_eq!(error.kind(), InboxErrorKind::Corrupt);
        assert!(error.to_string().contains(problem), "{error}");
    }
    let claimed = claim(&inbox, 9).await;
    assert_eq!(bodies(&claimed), ["before the seal", "a secret body"]);
    assert_eq!(claimed[1].event.headers, headers);
}

#[test]
fn contexts_differ() {
    let context = |route, trigger, part| SealContext::new(route, trigger, part).to_bytes();
    let all =
        [context("ab", "c", SealPart::Body), context("a", "bc", SealPart::Body), context("ab", "c", SealPart::Headers)];
    assert!(all[0] != all[1] && all[0] != all[2] && all[1] != all[2]);
}

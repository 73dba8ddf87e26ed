//! Subscriptions that outlive the program: kept in a file, and compared at its start with what it needs.

use connector_runtime::{Subscription, Unsubscribed};
use std::{
    collections::BTreeMap,
    error::Error,
    fmt, fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    pin::Pin,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};
use zeroize::Zeroizing;

/// How long before its expiry a subscription is replaced, unless [`Reconcile::with_margin`] says otherwise.
const MARGIN: Duration = Duration::from_secs(24 * 60 * 60);

/// A file of subscriptions, each under a key that the program chooses.
///
/// **The file contains the secrets of registrations**, because a removal may need them. On Unix only its owner may read it. Each
/// change is written whole and durably before its method returns. One process at a time may use a file.
pub struct SubscriptionFile {
    path: PathBuf,
    kept: Mutex<BTreeMap<String, Subscription>>,
}

impl fmt::Debug for SubscriptionFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SubscriptionFile").field("path", &self.path).field("count", &self.kept().len()).finish()
    }
}

impl SubscriptionFile {
    /// Reads a file; a file that does not exist has no subscription.
    ///
    /// # Errors
    /// The file cannot be read, or contains something else.
    pub fn open(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let kept = match fs::read(&path) {
            Ok(text) => serde_json::from_slice(&Zeroizing::new(text)).map_err(|error| {
                // The text of serde_json may quote a secret.
                let place = format!("line {}, column {}", error.line(), error.column());
                let problem = format!("{}: not a file of subscriptions: {place}", path.display());
                io::Error::new(io::ErrorKind::InvalidData, problem)
            })?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(io::Error::new(error.kind(), format!("{}: {error}", path.display()))),
        };
        Ok(Self { path, kept: Mutex::new(kept) })
    }

    /// The subscription of a key.
    pub fn get(&self, key: &str) -> Option<Subscription> {
        self.kept().get(key).cloned()
    }

    /// All subscriptions by their keys.
    pub fn all(&self) -> BTreeMap<String, Subscription> {
        self.kept().clone()
    }

    /// Keeps a subscription under a key. Returns the one that it replaces.
    ///
    /// # Errors
    /// The file cannot be written; then nothing changes.
    pub fn put(&self, key: impl Into<String>, subscription: Subscription) -> io::Result<Option<Subscription>> {
        self.change(|kept| kept.insert(key.into(), subscription))
    }

    /// Forgets the subscription of a key, and returns it. The service is not asked.
    ///
    /// # Errors
    /// The file cannot be written; then nothing changes.
    pub fn remove(&self, key: &str) -> io::Result<Option<Subscription>> {
        self.change(|kept| kept.remove(key))
    }

    fn kept(&self) -> MutexGuard<'_, BTreeMap<String, Subscription>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<T>(&self, change: impl FnOnce(&mut BTreeMap<String, Subscription>) -> T) -> io::Result<T> {
        let mut kept = self.kept();
        let mut changed = kept.clone();
        let result = change(&mut changed);
        write(&self.path, &Zeroizing::new(serde_json::to_vec_pretty(&changed)?))
            .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", self.path.display())))?;
        *kept = changed;
        Ok(result)
    }
}

/// Writes a file beside the old one and renames it, so that a crash leaves the old or the new one.
fn write(path: &Path, text: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_owned();
    name.push(".new");
    let new = path.with_file_name(name);
    // What an interrupted write left behind goes first: the rights below are those of a file that is made.
    match fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&new)?;
    file.write_all(text)?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    // The rename is durable once its folder is.
    #[cfg(unix)]
    fs::File::open(path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")))?
        .sync_all()?;
    Ok(())
}

type Boxed<T> = Pin<Box<dyn Future<Output = Result<T, connector_runtime::Error>> + Send>>;

type Subscribe<'a> = dyn Fn(&str) -> Boxed<Subscription> + 'a;
type Unsubscribe<'a> = dyn Fn(&Subscription) -> Boxed<Unsubscribed> + 'a;

/// A subscription that the program needs.
struct Wanted<'a> {
    key: String,
    callback_url: String,
    subscribe: Box<Subscribe<'a>>,
    unsubscribe: Box<Unsubscribe<'a>>,
}

/// Brings the subscriptions of a file to what a program needs. Run it at the start, and then at least as often as the margin.
///
/// ```
/// # use connector_kaizala::{KaizalaClient, requests};
/// # use connector_triggers::{Reconcile, SubscriptionFile};
/// # async fn example(client: KaizalaClient, url: &str) -> Result<(), Box<dyn std::error::Error>> {
/// let file = SubscriptionFile::open("subscriptions.json")?;
/// let (triggers, other) = (client.triggers(), client.triggers());
/// let outcome = Reconcile::new(&file)
///     .want(
///         "messages of the team",
///         url,
///         |url| triggers.text_message_created_on_group("group").subscribe(url),
///         |subscription| other.unsubscribe(subscription),
///     )
///     .run()
///     .await;
/// for (key, outcome) in &outcome {
///     println!("{key}: {outcome}");
/// }
/// # Ok(())
/// # }
/// ```
pub struct Reconcile<'a> {
    file: &'a SubscriptionFile,
    margin: Duration,
    wanted: Vec<Wanted<'a>>,
}

impl<'a> Reconcile<'a> {
    /// Needs no subscription yet.
    pub fn new(file: &'a SubscriptionFile) -> Self {
        Self { file, margin: MARGIN, wanted: Vec::new() }
    }

    /// A subscription that expires within `margin` is replaced. The default is a day. It must be longer than the time between two
    /// runs.
    #[must_use]
    pub fn with_margin(mut self, margin: Duration) -> Self {
        self.margin = margin;
        self
    }

    /// Needs the subscription `key` with this callback URL. A key that is given twice means the second.
    ///
    /// Change the key where a registration is to have other values: what is sent is not compared.
    #[must_use]
    pub fn want<S, U>(
        mut self,
        key: impl Into<String>,
        callback_url: impl Into<String>,
        subscribe: impl Fn(&str) -> S + 'a,
        unsubscribe: impl Fn(&Subscription) -> U + 'a,
    ) -> Self
    where
        S: Future<Output = Result<Subscription, connector_runtime::Error>> + Send + 'static,
        U: Future<Output = Result<Unsubscribed, connector_runtime::Error>> + Send + 'static,
    {
        let key = key.into();
        self.wanted.retain(|wanted| wanted.key != key);
        self.wanted.push(Wanted {
            key,
            callback_url: callback_url.into(),
            subscribe: Box::new(move |url| Box::pin(subscribe(url))),
            unsubscribe: Box::new(move |subscription| Box::pin(unsubscribe(subscription))),
        });
        self
    }

    /// Compares and subscribes, one key after another. Returns what became of each key, those that nobody needs included.
    ///
    /// A subscription is replaced by subscribing anew, saving, and then removing the old one, so that no event falls between them; for
    /// a moment the service may send an event to both. A failure of one key does not stop the others.
    pub async fn run(self) -> BTreeMap<String, Reconciled> {
        let mut outcome: BTreeMap<String, Reconciled> =
            self.file.all().into_keys().map(|key| (key, Reconciled::Unknown)).collect();
        for wanted in &self.wanted {
            outcome.insert(wanted.key.clone(), self.one(wanted).await);
        }
        outcome
    }

    async fn one(&self, wanted: &Wanted<'_>) -> Reconciled {
        let old = self.file.get(&wanted.key);
        if old.as_ref().is_some_and(|old| old.callback_url() == wanted.callback_url && !self.lapses(old)) {
            return Reconciled::Kept;
        }
        let new = match (wanted.subscribe)(&wanted.callback_url).await {
            Ok(new) => new,
            Err(error) => return Reconciled::Failed(error.into()),
        };
        if let Err(error) = self.file.put(wanted.key.clone(), new.clone()) {
            // A registration that no file knows would send for ever.
            let removed = (wanted.unsubscribe)(&new).await;
            let is_gone = removed.is_ok_and(|removed| removed.is_gone());
            return if is_gone { Reconciled::Failed(error.into()) } else { Reconciled::Unsaved(Box::new(new), error) };
        }
        let Some(old) = old else { return Reconciled::Subscribed };
        match (wanted.unsubscribe)(&old).await {
            Ok(removed) if removed.is_gone() => Reconciled::Replaced,
            _ => Reconciled::OldRemains(Box::new(old)),
        }
    }

    /// Whether a subscription ends within the margin. One that states no end has none.
    fn lapses(&self, subscription: &Subscription) -> bool {
        let end = subscription.expires_at().and_then(|end| end.to_system_time());
        end.is_some_and(|end| end <= SystemTime::now() + self.margin)
    }
}

/// What became of one key.
#[derive(Debug)]
#[non_exhaustive]
pub enum Reconciled {
    /// It was there, and stays.
    Kept,
    /// It was missing, and is there now.
    Subscribed,
    /// It had another callback URL, or was about to expire; the new one is there, and the old one is removed.
    Replaced,
    /// As [`Replaced`](Self::Replaced), but the old one could not be removed: it may still send.
    OldRemains(Box<Subscription>),
    /// It is in the file, and the program does not need it. It may still send: remove it at the service, then from the file.
    Unknown,
    /// The service registered it, but neither could the file be written nor could it be removed again. It may still send.
    Unsaved(Box<Subscription>, io::Error),
    /// It could not be subscribed or saved; what was there before stays.
    Failed(Box<dyn Error + Send + Sync>),
}

impl fmt::Display for Reconciled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kept => f.write_str("kept"),
            Self::Subscribed => f.write_str("subscribed"),
            Self::Replaced => f.write_str("replaced"),
            Self::OldRemains(_) => f.write_str("replaced; the old one could not be removed"),
            Self::Unknown => f.write_str("unknown to this program"),
            Self::Unsaved(_, error) => write!(f, "subscribed, but not saved: {error}"),
            Self::Failed(error) => write!(f, "failed: {error}"),
        }
    }
}

//! Files of a form.

use bytes::Bytes;
use std::{borrow::Cow, fmt};

/// A file to send: its bytes, a name and a content type.
///
/// ```
/// use connector_runtime::Upload;
/// let upload = Upload::new("a,b\n1,2\n").with_file_name("table.csv").with_content_type("text/csv");
/// assert_eq!(upload.file_name(), "table.csv");
/// ```
#[derive(Clone)]
pub struct Upload {
    content: Bytes,
    file_name: Cow<'static, str>,
    content_type: Cow<'static, str>,
}

impl Upload {
    /// A file called `file`, of type `application/octet-stream`.
    pub fn new(content: impl Into<Bytes>) -> Self {
        Self {
            content: content.into(),
            file_name: Cow::Borrowed("file"),
            content_type: Cow::Borrowed("application/octet-stream"),
        }
    }

    /// Sets the file's name.
    pub fn with_file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Cow::Owned(name.into());
        self
    }

    /// Sets the content's media type.
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Cow::Owned(content_type.into());
        self
    }

    /// The file's name.
    pub fn file_name(&self) -> &str {
        &self.file_name
    }

    /// The content's media type.
    pub fn content_type(&self) -> &str {
        &self.content_type
    }

    /// The content.
    pub fn content(&self) -> &Bytes {
        &self.content
    }
}

impl From<Bytes> for Upload {
    fn from(content: Bytes) -> Self {
        Self::new(content)
    }
}

impl From<Vec<u8>> for Upload {
    fn from(content: Vec<u8>) -> Self {
        Self::new(content)
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload").field("length", &self.content.len()).finish_non_exhaustive()
    }
}

//! What the policies of the pipeline know of the call that they send: one value in azure_core's context.

use crate::{body_limit::Reading, limits::Limits};
use std::sync::atomic::{AtomicU32, Ordering};

/// A call while it is sent.
#[derive(Debug)]
pub(crate) struct Sending {
    pub(crate) limits: Limits,
    pub(crate) reading: Reading,
    tries: AtomicU32,
}

impl Sending {
    pub(crate) const fn new(limits: Limits, reading: Reading) -> Self {
        Self { limits, reading, tries: AtomicU32::new(0) }
    }

    /// Called before each try.
    pub(crate) fn count_try(&self) {
        self.tries.fetch_add(1, Ordering::Relaxed);
    }

    /// How often the call was sent.
    pub(crate) fn tries(&self) -> u32 {
        self.tries.load(Ordering::Relaxed)
    }
}

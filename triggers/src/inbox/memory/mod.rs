//! An inbox in the memory of the process.

mod inbox;
mod table;

pub use self::inbox::Memory;

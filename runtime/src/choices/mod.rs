//! What a service is asked on behalf of another call: the values that a parameter may take, trees of them, and the schemas
//! of what a definition calls dynamic.

pub(crate) mod body;
pub(crate) mod choice;
pub(crate) mod schema;
pub(crate) mod tree;

//! An HTTP service that authenticates callbacks and stores them.

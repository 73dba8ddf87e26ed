//! Takes events from an inbox and calls a handler.

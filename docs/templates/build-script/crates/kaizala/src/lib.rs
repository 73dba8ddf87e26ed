#![doc = include_str!(concat!(env!("OUT_DIR"), "/kaizala/docs.md"))]

include!(concat!(env!("OUT_DIR"), "/kaizala/src/root.rs"));

//! placeholder

pub mod assets;
pub mod frame;
pub mod style;

//! placeholder

pub mod assets;
pub mod frame;
pub mod status;
pub mod style;

//! What every story needs: the running program, a browserless visitor, a real browser, and the forms on the pages.

pub mod browser;
pub mod cast;
pub mod form;
pub mod handbook;
pub mod majakka;
pub mod scenes;
pub mod visitor;
pub mod window;

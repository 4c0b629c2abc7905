//! Forms: what a page asks, what came back, and what is wrong with it.
//!
//! Purpose: a field is written down twice: in the type of its form (`form!`) and in the template, which
//! names its partial (`partials/field`, `textarea`, `select`, `radios`, `checkboxes`).
//! Guarantee: what was typed comes back as it was typed, and every mistake stands beside its field; reading a form looks at
//! all of its fields before it refuses.
//! Non-goal: rules. A form knows what can be read at all; what may be, the step knows.

mod attempt;
mod choice;
mod field;
mod problems;
mod typed;
mod values;
mod view;

pub use attempt::FormAttempt;
pub use choice::Choice;
pub use field::{Field, Translated};
pub use problems::{FieldError, Problems};
pub use typed::{Described, FieldType, Fields, Form, Secret};
pub(crate) use typed::{each_field, form};
pub use values::FormValues;
pub use view::FormView;

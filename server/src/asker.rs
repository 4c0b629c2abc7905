//! Who is behind a request, as far as it was found out, for those who look at the request afterwards.

use majakka_store::viewer::Viewer;

/// Somebody who signed in, or a program with a good token; kept with the request.
#[derive(Debug, Clone)]
pub(crate) struct Asker(pub(crate) Viewer);

//! Every sentence that a person reads, in Portuguese (Brazil) and English. Both stand beside each
//! other, so that neither is forgotten.
//!
//! In a rich sentence `[push:…]` and `[pull:…]` take the colour of a lane, `[b:…]` is strong,
//! `[code:…]` monospace ([`rich()`]).

mod api_errors;
mod decoded;
mod explanations;
mod format;
mod known_headers;
mod lang;
mod messages;
mod race;
mod rich;
mod secret_warnings;
mod sections;
mod sentences;

pub use lang::Lang;
pub use messages::Msg;
pub use rich::{Piece, rich};
pub use sections::{Section, Subject};

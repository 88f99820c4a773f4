//! Every sentence that a person reads, in Portuguese (Brazil), English and Spanish (Latin America),
//! side by side, so that none is forgotten.
//!
//! In a rich sentence `[push:…]` and `[pull:…]` take the colour of a lane, `[b:…]` is strong,
//! `[code:…]` monospace ([`rich()`]).

mod api_errors;
mod decoded;
mod deliveries;
mod explanations;
mod filter_errors;
mod format;
mod inspector;
mod known_headers;
mod lang;
mod messages;
mod public;
mod race;
mod rich;
mod secret_warnings;
mod sections;
mod sentences;
mod signature_causes;
mod template_errors;
mod timeline;
mod tool_errors;

pub use inspector::Copied;
pub use lang::Lang;
pub use messages::Msg;
pub use rich::{Piece, plain, rich};
pub use secret_warnings::SecretWarning;
pub use sections::{Section, Subject};
pub use template_errors::is_of_header;
pub use timeline::{Found, Told};

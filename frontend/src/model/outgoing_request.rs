//! A webhook to fire.

/// A webhook to fire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingRequest {
    /// The method.
    pub method: String,
    /// Path and query, from `/webhook` on.
    pub path: String,
    /// Headers in order.
    pub headers: Vec<(String, String)>,
    /// The body; none for GET and HEAD, which a browser sends without.
    pub body: Option<Vec<u8>>,
}

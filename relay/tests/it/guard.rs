//! Local stays local: who may read, and whose pages may send.

mod fetch_site;
mod host;
mod origin;
mod sandbox;
mod sender;
mod token;
mod trunk;

const LIVE: &str = "/api/channels/default/live";
const IMPORT: &str = "/api/channels/default/import";

//! What the tests share besides `testkit`: a relay in this process.

mod relay;

pub(crate) use relay::{TestRelay, memory};
pub(crate) use testkit::{
    Answer, Client, Http, Live, Process, gancho, listen_at, noise, own_address, run, until, until_with, within,
};

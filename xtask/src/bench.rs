//! `bench`: the relay's benchmarks, which write their report below `target/criterion`.

use anyhow::Result;

use crate::{shell, workspace::Workspace};

pub(crate) fn run(ws: &Workspace, args: &[String]) -> Result<()> {
    shell::run(ws.cargo().args(["bench", "--package", "gancho"]).args(args))
}

//! `dev`: `trunk serve` with the right tools, for those who did not install them themselves.

use anyhow::Result;

use crate::{
    shell::{self, say},
    tools::Tools,
    workspace::Workspace,
};

pub(crate) fn run(ws: &Workspace, args: &[String]) -> Result<()> {
    let tools = Tools::ready(ws)?;
    say("The page asks a relay on 127.0.0.1:7878. Start one in another terminal: cargo run");
    let mut trunk = tools.trunk(ws)?;
    trunk.arg("serve").args(args);
    shell::become_it(trunk)
}

//! `xtask serve`: build, then the page on this machine.

use crate::build::{self, Models};
use crate::server::Server;
use crate::workspace;
use anyhow::Result;
use std::sync::Arc;

/// The port, unless another is asked for.
pub const PORT: u16 = 8080;

/// Builds and serves until the process is ended; `plain` leaves out the headers that isolate a page.
pub fn serve(port: u16, plain: bool) -> Result<()> {
    // First, so that a taken port is not told after a minute of building.
    let server = Server::bind(port)?;
    let server = if plain { server.plain() } else { server };
    build::build(Models::Published)?;
    println!("Separable is at {} (Ctrl+C ends it)", server.address());
    server.run(workspace::dist(), Arc::new(|_: &str| None));
    Ok(())
}

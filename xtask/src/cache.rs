//! The folder of the tools that xtask installs. It lies outside the repository, so that every clone shares it.

use std::{
    env,
    fs::{self, File, TryLockError},
    io::ErrorKind,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::shell::say;

/// `GANCHO_TOOLS`, or `gancho/tools` in the user's cache folder.
pub(crate) struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// Finds the folder; it need not exist yet.
    pub(crate) fn find() -> Result<Self> {
        if let Some(folder) = folder("GANCHO_TOOLS") {
            let folder = std::path::absolute(&folder)
                .with_context(|| format!("GANCHO_TOOLS names no folder: {}", folder.display()))?;
            return Ok(Self { folder });
        }
        let home = || folder("HOME");
        let base = if cfg!(windows) {
            folder("LOCALAPPDATA")
        } else if cfg!(target_os = "macos") {
            home().map(|home| home.join("Library/Caches"))
        } else {
            folder("XDG_CACHE_HOME").or_else(|| home().map(|home| home.join(".cache")))
        };
        let base = base.context("there is no HOME to keep the tools in: set GANCHO_TOOLS")?;
        let folder = base.join("gancho").join("tools");
        Ok(Self { folder })
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the binaries are.
    pub(crate) fn bin(&self) -> PathBuf {
        self.folder.join("bin")
    }

    /// Where they are compiled. An interrupted install leaves this folder, and the next one goes on from there.
    pub(crate) fn build(&self) -> PathBuf {
        self.folder.join("build")
    }

    pub(crate) fn remove_build(&self) -> Result<()> {
        match fs::remove_dir_all(self.build()) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(error).with_context(|| format!("cannot remove {}", self.build().display()))
            }
            _ => Ok(()),
        }
    }

    /// Held until dropped, so that two xtasks do not install at once. The system releases it when its holder dies.
    pub(crate) fn lock(&self) -> Result<File> {
        let path = self.folder.join("lock");
        let about = || format!("cannot write {} (GANCHO_TOOLS may name another folder)", path.display());
        fs::create_dir_all(&self.folder).with_context(about)?;
        let file = File::create(&path).with_context(about)?;
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => {
                say("Another xtask is installing the tools: waiting for it");
            }
            Err(TryLockError::Error(error)) => return Err(error).with_context(about),
        }
        file.lock().with_context(about)?;
        Ok(file)
    }
}

fn folder(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}

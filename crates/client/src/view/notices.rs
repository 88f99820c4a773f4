//! What the forwarder says, line by line, as `--json` prints it.

use std::io::{self, Write};

use serde::Deserialize;
use tokio::sync::mpsc::UnboundedSender;
use wire::{Channel, ConsumerName, Seq};

/// A line, as far as the view needs it: attempts come with the stream.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Said {
    Ready {
        channel: Channel,
        consumer: ConsumerName,
        cursor: Seq,
    },
    Gap {
        from: Seq,
        to: Seq,
    },
    Notice {
        text: String,
    },
    #[serde(other)]
    Other,
}

/// Takes lines, and hands on what they say.
pub(super) struct Notices {
    to: UnboundedSender<Said>,
    line: Vec<u8>,
}

impl Notices {
    pub(super) fn new(to: UnboundedSender<Said>) -> Self {
        Self { to, line: Vec::new() }
    }
}

impl Write for Notices {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.line.extend_from_slice(bytes);
        while let Some(end) = self.line.iter().position(|b| *b == b'\n') {
            let line: Vec<u8> = self.line.drain(..=end).collect();
            if let Ok(said) = serde_json::from_slice::<Said>(&line)
                && !matches!(said, Said::Other)
            {
                self.to.send(said).map_err(|_| io::ErrorKind::BrokenPipe)?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

//! Parses, sets up logs and signals, runs, and turns what went wrong into an exit code.

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::{Context as _, Result, anyhow, bail};
use clap::{CommandFactory as _, Parser as _};
use gancho::cli::{self, Cli, Command, LogFormat, Race, Serve};
use gancho::connection;
use gancho::server::Relay;
use gancho_client::race::{self, Progress, report};
use gancho_client::terminal::{visible_json, visible_lines};
use gancho_client::{events, forward, send, tls};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::prelude::*;

fn main() -> ExitCode {
    tls::install_provider();
    let cli = Cli::parse();
    let result = match cli.command {
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "gancho", &mut script);
            // Whoever reads may have had enough.
            let _ = std::io::stdout().write_all(&script);
            Ok(())
        }
        Some(Command::Serve(serve)) => start(&serve),
        Some(Command::Race(race)) => run_race(&race),
        Some(Command::Events(events)) => run_events(&events),
        Some(Command::Send(send)) => run_client(run_send(&send)),
        Some(Command::Answer(answer)) => run_client(run_answer(&answer)),
        Some(Command::Forward(forward)) => run_forward(&forward),
        None => start(&cli.serve),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing can be told when standard error is closed.
            let _ = writeln!(std::io::stderr(), "gancho: {}", visible_lines(&format!("{error:#}")));
            ExitCode::FAILURE
        }
    }
}

fn start(serve: &Serve) -> Result<()> {
    set_up_logs(serve)?;
    let runtime = tokio::runtime::Runtime::new().context("cannot start")?;
    let result = runtime.block_on(serve_until_stopped(serve));
    // What still blocks after the drain is not waited for.
    runtime.shutdown_background();
    result
}

async fn serve_until_stopped(serve: &Serve) -> Result<()> {
    let options = serve.options()?;
    // Before the port is taken: a pipe or a folder is refused at once.
    options.data.check()?;
    let listener = connection::listen(serve.listen).map_err(|e| anyhow!(cli::cannot_listen(serve.listen, &e)))?;
    let address = listener.local_addr()?;
    let welcome = serve.welcome(&options, address);
    let relay = Relay::open(options).await?;

    let shutdown = CancellationToken::new();
    let stopping = shutdown.clone();
    // Polled once before anything is said: whoever reads the welcome may want to stop it at once, and is to be heard.
    let mut stop = Box::pin(stop_signal());
    tokio::select! {
        biased;
        () = &mut stop => return Ok(()),
        () = std::future::ready(()) => {}
    }
    tracing::info!(%address, "listening");
    if let Some(warning) = serve.warning() {
        tracing::warn!("{warning}");
    }
    tokio::spawn(async move {
        stop.await;
        // First: a log that cannot be written, or that nobody reads, must not keep the relay from stopping.
        stopping.cancel();
        tracing::info!("stopping");
    });
    // A closed standard output is no reason to stop.
    let _ = writeln!(std::io::stdout(), "{welcome}");
    let _ = std::io::stdout().flush();
    Ok(relay.serve(listener, shutdown).await?)
}

fn run_race(race: &Race) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new().context("cannot start")?;
    let finished = runtime.block_on(async { race::run(race.options(), stop_by_signal(), Progress::on_stderr()).await });
    runtime.shutdown_background();
    let finished = finished?;
    let (mut stdout, mut stderr) = (std::io::stdout().lock(), std::io::stderr());
    // Whoever closes these does not want to read more.
    if race.json {
        for note in report::notes(&finished) {
            let _ = writeln!(stderr, "{}", visible_lines(&note));
        }
        let json = serde_json::to_string(&finished.export)?;
        let _ = writeln!(stdout, "{}", visible_json(&json));
    } else {
        let _ = write!(stdout, "{}", visible_lines(&report::report(&finished)));
    }
    let _ = stdout.flush();
    Ok(())
}

fn run_forward(forward: &cli::Forward) -> Result<()> {
    let options = forward.options()?;
    let runtime = tokio::runtime::Runtime::new().context("cannot start")?;
    let result = runtime.block_on(async { forward::run(options, stop_by_signal(), forward.output()).await });
    runtime.shutdown_background();
    result
}

/// Cancelled by a signal: once to end early, twice to leave.
fn stop_by_signal() -> CancellationToken {
    let stop = CancellationToken::new();
    let stopping = stop.clone();
    tokio::spawn(async move {
        stop_signal().await;
        stopping.cancel();
        stop_signal().await;
        std::process::exit(130);
    });
    stop
}

/// Runs what needs a relay, and no more than that.
fn run_client(work: impl Future<Output = Result<()>>) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.context("cannot start")?.block_on(work)
}

fn run_events(events: &cli::Events) -> Result<()> {
    if let cli::What::Compact(compact) = &events.what {
        let sizes = compact.run()?;
        // Whoever reads may have gone.
        let _ = writeln!(std::io::stdout(), "{sizes}");
        return Ok(());
    }
    match events.what.task() {
        Some(task) => run_client(events::run(&events.at.source()?, &task)),
        None => Ok(()),
    }
}

async fn run_answer(answer: &cli::Answer) -> Result<()> {
    let said = gancho_client::answer::run(answer.options()).await?;
    // Whoever reads may have gone.
    let _ = writeln!(std::io::stdout(), "{said}");
    Ok(())
}

async fn run_send(send: &cli::Send) -> Result<()> {
    match send::run(&send.options(), &mut std::io::stdout()).await? {
        true => Ok(()),
        false => bail!("not every answer was a success (2xx)"),
    }
}

/// Ctrl-C, or what a supervisor sends.
async fn stop_signal() {
    let interrupt = async {
        if let Err(e) = tokio::signal::ctrl_c().await {
            tracing::warn!("Ctrl-C is not heard: {e}");
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(e) => {
                tracing::warn!("SIGTERM is not heard: {e}");
                std::future::pending::<()>().await;
            }
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}

fn set_up_logs(serve: &Serve) -> Result<()> {
    let filter: Targets = serve.log.parse().with_context(|| format!("--log {}", serve.log))?;
    // When standard error is closed, that is not worth a panic, nor a message to it.
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).log_internal_errors(false);
    let lines = match serve.log_format {
        LogFormat::Text => lines.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    tracing_subscriber::registry().with(lines.with_filter(filter)).init();
    Ok(())
}

//! Parses, sets up logs and signals, runs, and turns what went wrong into an exit code.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use anyhow::{Context as _, Result, anyhow, bail};
use clap::{CommandFactory as _, Parser as _};
use gancho::cli::{self, Cli, Command, LogFormat, Race, Serve};
use gancho::connection;
use gancho::server::Relay;
use gancho::tunnel::Running;
use gancho_client::race::{self, report};
use gancho_client::send::Progress;
use gancho_client::terminal::{visible_json, visible_lines};
use gancho_client::wait::Waited;
use gancho_client::{events, forward, send, tail, telegram, tls, view, wait};
use tokio::task::JoinSet;
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
        Some(Command::Tail(tail)) => run_tail(&tail),
        Some(Command::Telegram(telegram)) => run_telegram(&telegram),
        Some(Command::Wait(wait)) => return run_wait(&wait),
        None => start(&cli.serve),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&error);
            ExitCode::FAILURE
        }
    }
}

fn say(error: &anyhow::Error) {
    // Nothing can be told when standard error is closed.
    let _ = writeln!(std::io::stderr(), "gancho: {}", visible_lines(&format!("{error:#}")));
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
    let mut options = serve.options()?;
    // Before the port is taken: a pipe or a folder is refused at once.
    options.data.check()?;
    let listener = connection::listen(serve.listen).map_err(|e| anyhow!(cli::cannot_listen(serve.listen, &e)))?;
    let address = listener.local_addr()?;
    let tunnel = match &serve.tunnel {
        // Ctrl-C ends a program that says no address.
        Some(tunnel) => tokio::select! {
            running = Running::start(tunnel.clone(), address) => Some(running?),
            () = stop_signal() => return Ok(()),
        },
        None => None,
    };
    if let Some(tunnel) = &tunnel {
        options.public_url = Some(tunnel.url.parse().with_context(|| format!("the tunnel's address, {}", tunnel.url))?);
    }
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
    let mut keeping = JoinSet::new();
    if let Some(tunnel) = tunnel {
        let public = relay.public_address();
        tunnel.tell(&public);
        keeping.spawn(tunnel.keep(public));
    }
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
    let served = relay.serve(listener, shutdown).await;
    // A tunnel's program does not outlive the relay.
    keeping.shutdown().await;
    Ok(served?)
}

fn run_race(race: &Race) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new().context("cannot start")?;
    let finished =
        runtime.block_on(async { race::run(race.options(), stop_by_signal(), race::Progress::on_stderr()).await });
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
    let result = runtime.block_on(async {
        match forward.screen() {
            Some(style) => view::forward(options, stop_by_signal(), style).await,
            None => forward::run(options, stop_by_signal(), forward.output()).await,
        }
    });
    runtime.shutdown_background();
    result
}

fn run_tail(args: &cli::Tail) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new().context("cannot start")?;
    let (mut out, mut notices) = (std::io::stdout(), std::io::stderr());
    let result = runtime.block_on(async { tail::run(args.options(), stop_by_signal(), &mut out, &mut notices).await });
    runtime.shutdown_background();
    result
}

fn run_telegram(args: &cli::Telegram) -> Result<()> {
    let options = args.options();
    run_client(async { telegram::run(options, stop_by_signal(), &mut std::io::stdout()).await })
}

/// 0 when all came, 1 when time was over, 2 when it could not wait: as `grep` and `test` end.
fn run_wait(args: &cli::Wait) -> ExitCode {
    let (options, mut out, mut notices) = (args.options(), std::io::stdout(), std::io::stderr());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let waited =
        runtime.context("cannot start").and_then(|it| it.block_on(wait::run(&options, &mut out, &mut notices)));
    match waited {
        Ok(Waited::Found) => ExitCode::SUCCESS,
        Ok(Waited::TimeIsOver) => ExitCode::from(1),
        Err(error) => {
            say(&error);
            ExitCode::from(2)
        }
    }
}

/// Cancelled by a signal: once to end early, twice to leave.
fn stop_by_signal() -> CancellationToken {
    let stop = CancellationToken::new();
    let stopping = stop.clone();
    tokio::spawn(async move {
        stop_signal().await;
        stopping.cancel();
        stop_signal().await;
        view::give_back();
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
    let (mut out, mut notices) = (std::io::stdout(), std::io::stderr());
    // Where each answer is a line on the terminal, these show how far it is.
    let is_seen = notices.is_terminal() && !out.is_terminal();
    let progress = if is_seen { Progress::Redrawn } else { Progress::Silent };
    match send::run(&send.options(), &mut out, &mut notices, progress).await? {
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
        LogFormat::Text => lines.with_ansi(std::io::stderr().is_terminal()).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    tracing_subscriber::registry().with(lines.with_filter(filter)).init();
    Ok(())
}

//! A client under load on bad days: `cargo xtask load` runs this.
//!
//! One process serves, and fails in every way of [`fate`]; another sends thousands of calls at once through a generated client and
//! judges them by the server's record: none hangs, none is sent again that may not be, none that succeeded is lost, and no file
//! descriptor stays open. A third sends as many calls through reqwest alone: the floor of the memory.

mod calls;
mod fate;
mod memory;
mod plain;
mod server;
mod transport;

use std::{
    io::{self, BufRead as _, BufReader},
    process::{Child, Command, ExitCode, Stdio},
};

use clap::{Parser, Subcommand};

/// Sends calls through a generated client to a server that fails in every way, and judges them.
#[derive(Parser)]
#[command(name = "cargo xtask load")]
struct Arguments {
    /// Calls at the same time.
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    calls: usize,
    /// Seed of the server's faults.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Repeat waves of calls for this long, and print the memory after each minute.
    #[arg(long, value_name = "MINUTES", default_value_t = 0)]
    minutes: u64,
    #[command(subcommand)]
    role: Option<Role>,
}

/// The processes that the command starts.
#[derive(Clone, Copy, Subcommand)]
enum Role {
    #[command(hide = true)]
    Server,
    #[command(hide = true)]
    Calls(Ports),
    #[command(hide = true)]
    Plain(Ports),
}

/// Where the server listens.
#[derive(Clone, Copy, Debug, clap::Args)]
struct Ports {
    http: u16,
    tls: u16,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match arguments.role {
        None => orchestrate(&arguments),
        Some(Role::Server) => server::run(arguments.seed),
        Some(Role::Calls(ports)) => calls::run(&arguments, ports),
        Some(Role::Plain(ports)) => plain::run(arguments.calls, ports),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Starts the server, then the calls, then the floor. Whether the calls passed.
fn orchestrate(arguments: &Arguments) -> io::Result<bool> {
    let (mut server, ports) = serve(arguments)?;
    let mut passed = child(arguments, "calls", ports)?.status()?.success();
    if arguments.minutes == 0 {
        passed &= child(arguments, "plain", ports)?.status()?.success();
    }
    server.kill()?;
    server.wait()?;
    println!("{}", if passed { "passed" } else { "FAILED" });
    Ok(passed)
}

fn serve(arguments: &Arguments) -> io::Result<(Child, Ports)> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["--seed", &arguments.seed.to_string(), "server"]).stdout(Stdio::piped());
    let mut server = command.spawn()?;
    let mut line = String::new();
    if let Some(stdout) = server.stdout.take() {
        BufReader::new(stdout).read_line(&mut line)?;
    }
    let mut ports = line.split_whitespace().filter_map(|port| port.parse().ok());
    match (ports.next(), ports.next()) {
        (Some(http), Some(tls)) => Ok((server, Ports { http, tls })),
        _ => Err(io::Error::other("the server did not start")),
    }
}

fn child(arguments: &Arguments, role: &str, ports: Ports) -> io::Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    let values = [arguments.calls as u64, arguments.seed, arguments.minutes].map(|value| value.to_string());
    for (name, value) in ["--calls", "--seed", "--minutes"].into_iter().zip(values) {
        command.args([name, &value]);
    }
    command.args([role, &ports.http.to_string(), &ports.tls.to_string()]);
    Ok(command)
}

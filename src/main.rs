//! The `phipath` command.

fn main() -> std::process::ExitCode {
    phipath::cli::main()
}

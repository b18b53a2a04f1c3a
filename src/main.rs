//! Arguments in, exit status out.

fn main() -> std::process::ExitCode {
    gongkai::cli::main(std::env::args_os())
}

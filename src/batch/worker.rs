//! Workers: processes of this very program that make one input at a time.
//!
//! What cannot be caught in a process ends it: memory that is not to be had, a stack that is used up, a reader that
//! never comes to an end. In a process of its own it ends that one, the input has failed, and the batch goes on.
//! A worker touches no file and holds no lock, so that it does not matter when it ends.

use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::decisions::Decisions;
use super::make::{self, Job, Made};
use super::manifest::Record;
use crate::error::{Error, ErrorKind};

/// The command of the program that makes it a worker.
pub const COMMAND: &str = "worker";

/// How much stack an input is made on. Everything that nests is capped long before.
const STACK: usize = 16 << 20;

/// How much address space a worker may take beside a multiple of the file in hand.
#[cfg(unix)]
const MEMORY: u64 = 4 << 30;

/// That multiple. A page takes about twenty times its size.
#[cfg(unix)]
const MEMORY_PER_BYTE: u64 = 24;

/// How often whoever waits for an answer looks whether a person wants an end.
const LOOK: Duration = Duration::from_millis(100);

/// How long a file in hand may take once a person wants an end; then it is discarded.
const GRACE: Duration = Duration::from_secs(1);

/// The most bytes that one part of a message has: an output is smaller, and a length that is torn is larger.
const LONGEST: u64 = 1 << 40;

/// The workers of a batch: as many as inputs are in hand at once.
#[derive(Debug)]
pub struct Workers {
    /// The program; `None` where inputs are made in this process.
    program: Option<PathBuf>,
    /// How long an input may take.
    timeout: Duration,
    /// What persons decided, told to every worker once.
    decisions: Arc<Decisions>,
    idle: Mutex<Vec<Worker>>,
}

impl Workers {
    /// Workers that are started as they are needed.
    pub fn new(program: Option<PathBuf>, timeout: Duration, decisions: Arc<Decisions>) -> Self {
        Self { program, timeout, decisions, idle: Mutex::default() }
    }

    /// Makes the outputs of an input. Once `stop` is set it has little time left.
    ///
    /// # Errors
    /// When it cannot be read as any document, takes too long, or ends its worker; the batch stops where no worker
    /// can be started, or `stop` was set too long ago.
    pub fn make(&self, job: &Job, bytes: &[u8], stop: &AtomicBool) -> Result<Made, Error> {
        let Some(program) = &self.program else { return make::make(job, bytes.to_vec(), &self.decisions) };
        let idle = self.idle().pop();
        let mut worker = match idle {
            Some(worker) => worker,
            None => Worker::start(program).map_err(|error| {
                Error::new(ErrorKind::Stopped, "worker-not-started", &[&program.display(), &error])
            })?,
        };
        match worker.ask(job, bytes, &self.decisions, self.timeout, stop) {
            Ok(answer) => {
                self.idle().push(worker);
                answer
            }
            Err(Ended::Timeout) => {
                worker.end();
                Err(Error::new(ErrorKind::Failed, "worker-timeout", &[&self.timeout.as_secs()]))
            }
            Err(Ended::Stopped) => {
                worker.end();
                Err(Error::new(ErrorKind::Stopped, "worker-discarded", &[]))
            }
            Err(Ended::Memory) => {
                worker.end();
                Err(Error::new(ErrorKind::Failed, "worker-memory", &[]))
            }
            Err(Ended::Itself) => Err(death(worker.end())),
        }
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Worker>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        for worker in self.idle().drain(..) {
            worker.end();
        }
    }
}

/// What a worker answers: what it made, or why it could not.
type Answer = Result<Made, Error>;

/// How a worker comes to an end before it has answered.
#[derive(Debug)]
enum Ended {
    /// It took too long.
    Timeout,
    /// A person wants an end.
    Stopped,
    /// It answered, and this process has not the memory for its answer.
    Memory,
    /// By itself.
    Itself,
}

/// A process, and the thread that waits for its answers.
#[derive(Debug)]
struct Worker {
    child: Child,
    jobs: Option<BufWriter<ChildStdin>>,
    /// Whether it knows what persons decided.
    is_told: bool,
    answers: Receiver<io::Result<Answer>>,
}

impl Worker {
    fn start(program: &PathBuf) -> io::Result<Self> {
        let mut command = Command::new(program);
        command.arg(COMMAND).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt;
            // Ctrl-C is for the batch, which finishes what is in hand.
            command.process_group(0);
        }
        let mut child = command.spawn()?;
        let (Some(jobs), Some(out)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let (sender, answers) = channel();
        thread::Builder::new().spawn(move || {
            let mut out = BufReader::new(out);
            // Where nothing more can be read the sender goes, and whoever waits is told.
            loop {
                let answer = receive::<Result<Record, Error>>(&mut out);
                let is_last = answer.is_err();
                let answer = answer.map(|(head, bytes)| head.map(|record| Made { record, bytes }));
                if sender.send(answer).is_err() || is_last {
                    break;
                }
            }
        })?;
        Ok(Self { child, jobs: Some(BufWriter::new(jobs)), is_told: false, answers })
    }

    fn ask(
        &mut self,
        job: &Job,
        bytes: &[u8],
        decisions: &Decisions,
        timeout: Duration,
        stop: &AtomicBool,
    ) -> Result<Answer, Ended> {
        let jobs = self.jobs.as_mut().ok_or(Ended::Itself)?;
        let lines = if self.is_told { String::new() } else { decisions.lines() };
        self.is_told = true;
        let parts = [bytes, lines.as_bytes()];
        let count = if lines.is_empty() { 1 } else { parts.len() };
        send(jobs, job, &parts[..count]).map_err(|_| Ended::Itself)?;
        let began = Instant::now();
        let mut stopped = None;
        loop {
            match self.answers.recv_timeout(LOOK.min(timeout)) {
                Ok(Ok(answer)) => return Ok(answer),
                Ok(Err(error)) if error.kind() == io::ErrorKind::OutOfMemory => return Err(Ended::Memory),
                Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => return Err(Ended::Itself),
                Err(RecvTimeoutError::Timeout) if began.elapsed() >= timeout => return Err(Ended::Timeout),
                Err(RecvTimeoutError::Timeout) if stop.load(Ordering::Relaxed) => {
                    if stopped.get_or_insert_with(Instant::now).elapsed() > GRACE {
                        return Err(Ended::Stopped);
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    /// Ends it, and gives how it had ended where it had.
    fn end(mut self) -> Option<ExitStatus> {
        // Without more to read it ends; what is still at work does not wait to be asked.
        self.jobs = None;
        let ended = self.answers.recv_timeout(Duration::from_millis(200));
        if !matches!(ended, Ok(Err(_)) | Err(RecvTimeoutError::Disconnected)) {
            // It may have ended by now, which is as good.
            let _ = self.child.kill();
        }
        self.child.wait().ok()
    }
}

/// The failure of an input that has ended its worker.
fn death(status: Option<ExitStatus>) -> Error {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        if let Some(signal) = status.and_then(|status| status.signal()) {
            return Error::new(ErrorKind::Failed, "worker-signal", &[&signal]);
        }
    }
    let code = status.and_then(|status| status.code()).unwrap_or(-1);
    Error::new(ErrorKind::Failed, "worker-ended", &[&code])
}

/// Is a worker: makes whatever is asked for until there is no more.
///
/// # Errors
/// When a job is none, or nobody reads the answers.
pub fn serve(input: impl Read, output: impl Write + Send + 'static) -> io::Result<()> {
    make::keep_caught_mistakes_quiet();
    let (sender, jobs) = channel::<(Job, Vec<Vec<u8>>)>();
    // Jobs are read here and made on a thread, so that a batch that is gone is noticed while one is being made.
    let maker = thread::Builder::new().stack_size(STACK).spawn(move || -> io::Result<()> {
        let mut output = BufWriter::new(output);
        let mut decisions = Decisions::default();
        for (job, mut parts) in jobs {
            // Behind the first file: what persons decided.
            if let Some(lines) = parts.get(1) {
                let told = Decisions::parse(&String::from_utf8_lossy(lines));
                decisions = told.map_err(|(_, reason)| io::Error::new(io::ErrorKind::InvalidData, reason))?;
            }
            let bytes = if parts.is_empty() { Vec::new() } else { parts.swap_remove(0) };
            limit_memory(bytes.len());
            match make::make(&job, bytes, &decisions) {
                Ok(made) => {
                    let bytes: Vec<&[u8]> = made.bytes.iter().map(Vec::as_slice).collect();
                    send(&mut output, &Ok::<_, Error>(made.record), &bytes)?;
                }
                Err(error) => send(&mut output, &Err::<Record, _>(error), &[])?,
            }
        }
        Ok(())
    })?;
    let mut input = BufReader::new(input);
    loop {
        match receive(&mut input) {
            Ok(message) => {
                if sender.send(message).is_err() {
                    break;
                }
            }
            // It ends as it would where any other memory is not to be had, and the batch says so.
            Err(error) if error.kind() == io::ErrorKind::OutOfMemory => std::process::abort(),
            Err(_) => break,
        }
    }
    // The batch is gone, or the maker is. Neither waits for what is being made.
    drop(sender);
    if maker.is_finished() { maker.join().unwrap_or(Ok(())) } else { Ok(()) }
}

/// Sees to it that a file which takes more memory than any should fails alone, before the machine does.
#[cfg(unix)]
fn limit_memory(bytes: usize) {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let wanted = MEMORY + MEMORY_PER_BYTE * u64::try_from(bytes).unwrap_or(u64::MAX >> 8);
    let mut limit = getrlimit(Resource::As);
    limit.current = Some(limit.maximum.map_or(wanted, |maximum| maximum.min(wanted)));
    // Where the system knows no such limit there is none.
    let _ = setrlimit(Resource::As, limit);
}

#[cfg(not(unix))]
fn limit_memory(_: usize) {}

/// Writes a message: a head, and parts that are bytes, each behind its length.
fn send(out: &mut impl Write, head: &impl Serialize, parts: &[&[u8]]) -> io::Result<()> {
    let head = serde_json::to_vec(head)?;
    out.write_all(&(parts.len() as u64).to_le_bytes())?;
    for part in [head.as_slice()].iter().chain(parts) {
        out.write_all(&(part.len() as u64).to_le_bytes())?;
        out.write_all(part)?;
    }
    out.flush()
}

/// Reads a message.
fn receive<T: DeserializeOwned>(input: &mut impl Read) -> io::Result<(T, Vec<Vec<u8>>)> {
    let count = length(input)?;
    let head = part(input)?;
    let parts = (0..count).map(|_| part(input)).collect::<io::Result<_>>()?;
    Ok((serde_json::from_slice(&head)?, parts))
}

fn part(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let length = length(input)?;
    let mut bytes = Vec::new();
    input.take(length).read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(bytes) }
}

fn length(input: &mut impl Read) -> io::Result<u64> {
    let mut bytes = [0; 8];
    input.read_exact(&mut bytes)?;
    let length = u64::from_le_bytes(bytes);
    if length > LONGEST { Err(io::ErrorKind::InvalidData.into()) } else { Ok(length) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_comes_back_and_half_of_one_does_not() {
        let mut bytes = Vec::new();
        send(&mut bytes, &"head", &[b"one", b""]).unwrap();
        let (head, parts) = receive::<String>(&mut bytes.as_slice()).unwrap();
        assert_eq!((head.as_str(), parts), ("head", vec![b"one".to_vec(), Vec::new()]));
        for end in 0..bytes.len() {
            assert!(receive::<String>(&mut &bytes[..end]).is_err(), "{end}");
        }
        assert!(receive::<String>(&mut [0xff; 40].as_slice()).is_err());
    }
}

//! A stretch of network in front of the server that a test can cut and mend.

use std::{
    io::{self, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

/// Takes connections on a port of its own and passes bytes on, until it is cut.
pub(super) struct Forwarder {
    pub(super) port: u16,
    line: Arc<Line>,
}

struct Line {
    server: String,
    cut: AtomicBool,
    /// Passes requests on but loses the answers, once a request contains this.
    mute_after: Mutex<Option<&'static [u8]>>,
    open: Mutex<Vec<TcpStream>>,
}

impl Forwarder {
    /// A line to this address.
    pub(super) fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let line = Arc::new(Line {
            server,
            cut: AtomicBool::new(false),
            mute_after: Mutex::new(None),
            open: Mutex::new(Vec::new()),
        });
        let accepting = Arc::clone(&line);
        // Ends with the test process: the listener has no other end.
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if !accepting.cut.load(Ordering::SeqCst) {
                    accepting.forward(client);
                }
            }
        });
        Self { port, line }
    }

    /// Ends all connections, and every new one at once.
    pub(super) fn cut(&self) {
        self.line.cut.store(true, Ordering::SeqCst);
        self.line.hang_up();
    }

    /// Lets connections through again.
    pub(super) fn mend(&self) {
        self.line.cut.store(false, Ordering::SeqCst);
    }

    /// Hangs up right after the server was given a request with these bytes in it: it acts, and its answer is lost.
    pub(super) fn lose_the_answer_to(&self, request: &'static [u8]) {
        *self.line.mute_after.lock().unwrap() = Some(request);
    }
}

impl Line {
    fn forward(self: &Arc<Self>, client: TcpStream) {
        let server = TcpStream::connect(&self.server).unwrap();
        let mut open = self.open.lock().unwrap();
        open.extend([client.try_clone().unwrap(), server.try_clone().unwrap()]);
        let (mut requests, mut answers) = (client.try_clone().unwrap(), client);
        let (mut to_server, mut from_server) = (server.try_clone().unwrap(), server);
        let line = Arc::clone(self);
        thread::spawn(move || line.pass_requests(&mut requests, &mut to_server));
        thread::spawn(move || {
            let _ = io::copy(&mut from_server, &mut answers);
            let _ = answers.shutdown(Shutdown::Both);
        });
    }

    fn pass_requests(&self, from: &mut TcpStream, to: &mut TcpStream) {
        let mut buffer = [0; 1 << 16];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            let request = &buffer[..length];
            let mut mute_after = self.mute_after.lock().unwrap();
            let mute = mute_after
                .is_some_and(|bytes| request.windows(bytes.len()).any(|found| found == bytes));
            if mute {
                *mute_after = None;
                // The client hears nothing any more; the server still gets the request.
                let _ = from.shutdown(Shutdown::Both);
            }
            if to.write_all(request).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Write);
    }

    fn hang_up(&self) {
        for stream in self.open.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

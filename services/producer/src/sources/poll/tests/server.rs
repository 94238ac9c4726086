//! A server that answers as it is told to, and badly where it is told to.

use std::{
    collections::BTreeMap,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

/// What the server does with a request.
#[derive(Debug, Clone)]
pub(super) enum Act {
    /// Sends these bytes and closes.
    Send(Vec<u8>),
    /// Sends these bytes one by one.
    Drip(Vec<u8>),
    /// Sends these bytes until nobody takes them any more.
    Flood(Vec<u8>),
    /// Says nothing for as long as the client waits.
    Hang,
}

pub(super) struct Server {
    pub(super) address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
    is_over: Arc<AtomicBool>,
}

/// Answers by the path of a request; one path may have several, of which the last one stays.
pub(super) type Script = BTreeMap<&'static str, Vec<Act>>;

impl Server {
    pub(super) fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            heads: Arc::default(),
            is_over: Arc::default(),
        };
        let script = Arc::new(Mutex::new(script));
        let (heads, is_over) = (server.heads.clone(), server.is_over.clone());
        thread::spawn(move || {
            for stream in listener.incoming() {
                if is_over.load(Ordering::Relaxed) {
                    return;
                }
                let (script, heads) = (script.clone(), heads.clone());
                thread::spawn(move || serve(stream.unwrap(), &script, &heads));
            }
        });
        server
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Heads of the requests so far.
    pub(super) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        // Wakes the listener up.
        let _ = TcpStream::connect(self.address);
    }
}

/// Answers one request. A client that goes away ends it.
fn serve(mut stream: TcpStream, script: &Mutex<Script>, heads: &Mutex<Vec<String>>) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).unwrap_or(0) == 0 {
            return;
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let path = head.split(' ').nth(1).unwrap().to_owned();
    heads.lock().unwrap().push(head);
    let act = {
        let mut script = script.lock().unwrap();
        let acts = script.get_mut(path.as_str()).unwrap();
        if acts.len() > 1 {
            acts.remove(0)
        } else {
            acts[0].clone()
        }
    };
    match act {
        Act::Send(bytes) => drop(stream.write_all(&bytes)),
        Act::Flood(bytes) => while stream.write_all(&bytes).is_ok() {},
        Act::Drip(bytes) => {
            for byte in bytes {
                if stream.write_all(&[byte]).is_err() {
                    return;
                }
                // The client says nothing more: waiting for it is a pause.
                let _ = stream.set_read_timeout(Some(Duration::from_millis(50)));
                let _ = stream.read(&mut [0]);
            }
        }
        Act::Hang => drop(stream.read(&mut byte)),
    }
}

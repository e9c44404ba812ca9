//! Connections that can be cut from within a request, and a door that can be shut: the only ways to fail below HTTP.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

use super::door::Door;

/// Where a connection is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before the next byte.
    Here,
    /// After this many bytes of the next body, by a reset.
    InBody(usize),
}

/// Cuts one connection, once. The server drops the connection when it tries to write beyond the place.
#[derive(Debug, Clone, Default)]
pub(super) struct Cut(Arc<OnceLock<Place>>);

impl Cut {
    /// Nothing more is written.
    pub(super) fn pull(&self) {
        // A connection that is cut already stays cut where it was.
        let _ = self.0.set(Place::Here);
    }

    /// The reply that comes next ends in a reset after this many bytes of its body.
    pub(super) fn reset_after(&self, bytes: usize) {
        // As above.
        let _ = self.0.set(Place::InBody(bytes));
    }
}

impl Connected<IncomingStream<'_, Cuttable>> for Cut {
    fn connect_info(stream: IncomingStream<'_, Cuttable>) -> Self {
        stream.io().cut.clone()
    }
}

/// A listener whose connections can be cut and whose door can be shut.
pub(super) struct Cuttable {
    /// `None` while the door is shut.
    listener: Option<TcpListener>,
    address: SocketAddr,
    door: Door,
}

impl Cuttable {
    pub(super) fn new(listener: TcpListener, address: SocketAddr, door: Door) -> Self {
        Self { listener: Some(listener), address, door }
    }
}

impl Listener for Cuttable {
    type Io = Wire;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Wire, SocketAddr) {
        loop {
            if self.door.is_shut() {
                self.listener = None;
                self.door.pass_shut().await;
            }
            let listener = match self.listener.take() {
                Some(listener) => listener,
                None => match TcpListener::bind(self.address).await {
                    Ok(listener) => listener,
                    Err(error) => {
                        // Somebody else took the port meanwhile; it may be given back.
                        tracing::warn!(address = %self.address, %error, "the sandbox cannot listen again yet");
                        self.door.pause().await;
                        continue;
                    }
                },
            };
            let listener = self.listener.insert(listener);
            self.door.opened();
            tokio::select! {
                (stream, address) = Listener::accept(listener) => {
                    return (Wire { stream, cut: Cut::default(), head: 0, body: 0 }, address);
                }
                () = self.door.shuts() => {}
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

/// The end of a head.
const BLANK_LINE: &[u8] = b"\r\n\r\n";

/// One connection.
pub(super) struct Wire {
    stream: TcpStream,
    cut: Cut,
    /// How much of [`BLANK_LINE`] the bytes before ended in, once a reset is planned.
    head: usize,
    /// How many bytes of the body went out since then.
    body: usize,
}

impl Wire {
    /// How many of these bytes may still go out; `Err` when the connection ends here.
    fn allowed(&self, buf: &[u8]) -> io::Result<usize> {
        let place = match self.cut.0.get() {
            None => return Ok(buf.len()),
            Some(place) => *place,
        };
        match place {
            Place::Here => Err(io::ErrorKind::ConnectionAborted.into()),
            Place::InBody(bytes) => {
                let head = self.head_in(buf).0;
                let left = bytes.saturating_sub(self.body);
                match head.saturating_add(left).min(buf.len()) {
                    0 => Err(self.reset()),
                    allowed => Ok(allowed),
                }
            }
        }
    }

    /// How many of these bytes belong to the head, and how much of its end is seen after them.
    fn head_in(&self, buf: &[u8]) -> (usize, usize) {
        let mut seen = self.head;
        for (at, byte) in buf.iter().enumerate() {
            if seen == BLANK_LINE.len() {
                return (at, seen);
            }
            seen = match BLANK_LINE.get(seen) {
                Some(wanted) if wanted == byte => seen + 1,
                _ => usize::from(*byte == b'\r'),
            };
        }
        (buf.len(), seen)
    }

    /// Drops everything that is under way when the connection is dropped, and tells the other side so.
    fn reset(&self) -> io::Error {
        self.stream.set_zero_linger().err().unwrap_or_else(|| io::ErrorKind::ConnectionReset.into())
    }

    fn is_over(&self) -> bool {
        match self.cut.0.get() {
            Some(Place::InBody(bytes)) => self.head == BLANK_LINE.len() && self.body >= *bytes,
            Some(Place::Here) | None => false,
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.cut.0.get() == Some(&Place::Here) {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let allowed = self.allowed(buf)?;
        let written = std::task::ready!(Pin::new(&mut self.stream).poll_write(cx, buf.get(..allowed).unwrap_or(buf)))?;
        if self.cut.0.get().is_some() {
            let sent = buf.get(..written).unwrap_or_default();
            let (head, seen) = self.head_in(sent);
            self.head = seen;
            self.body += written - head;
        }
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.is_over() {
            return Poll::Ready(Err(self.reset()));
        }
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

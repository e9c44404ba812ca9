//! The server around the gateway: HTTP on a loopback address, the wall's clock, one lock. Everything that decides
//! anything is elsewhere.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, State};
use axum::http::header::{CONNECTION, CONTENT_TYPE, HOST, HeaderName, ORIGIN};
use axum::http::{HeaderMap, HeaderValue, Request as HttpRequest, Response as HttpResponse, StatusCode};
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use url::Url;

use super::config::{Config, Credentials};
use super::connection::{Cut, Cuttable};
use super::control::House;
use super::courier::Courier;
use super::door::Door;
use super::effect::Effect;
use super::faults::{Delivery, Faults};
use super::gateway::Gateway;
use super::http::{Request, Response};
use super::listen::{StartError, is_loopback_host};
use super::seeded::Seeded;
use crate::domain::Timestamp;

/// The longest body that is read.
const MAX_BODY: usize = 1 << 20;

/// How long [`Sandbox::stop`] waits for connections to end by themselves.
const GRACE: Duration = Duration::from_millis(500);

/// A running sandbox. Dropping it ends it as well, without grace.
pub struct Sandbox {
    url: Url,
    control_url: Url,
    house: Arc<Mutex<House>>,
    door: Door,
    /// Rung after everything that may have planned a callback.
    bell: Arc<Notify>,
    stopping: watch::Sender<bool>,
    server: JoinHandle<()>,
}

/// What every request needs.
#[derive(Clone)]
struct Shared {
    house: Arc<Mutex<House>>,
    door: Door,
    bell: Arc<Notify>,
    stopping: watch::Receiver<bool>,
}

pub(super) fn wall() -> Timestamp {
    Timestamp::from_millis(chrono::Utc::now().timestamp_millis())
}

/// The house is a plain value that every call leaves whole, so a poisoned lock is as good as any.
pub(super) fn enter(house: &Mutex<House>) -> MutexGuard<'_, House> {
    house.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Sandbox {
    /// Listens on a loopback address; port 0 takes any free one.
    pub async fn start(listen: SocketAddr, config: Config) -> Result<Self, StartError> {
        if !listen.ip().is_loopback() {
            return Err(StartError::NotLoopback(listen.to_string()));
        }
        let refused = |why: std::io::Error| match why.kind() {
            std::io::ErrorKind::AddrInUse => StartError::InUse(listen),
            _ => StartError::Refused(listen, why.to_string()),
        };
        let listener = TcpListener::bind(listen).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let no_url = |why: url::ParseError| StartError::Refused(address, why.to_string());
        let url = Url::parse(&format!("http://{address}/")).map_err(no_url)?;
        let control_url = url.join("control/").map_err(no_url)?;
        let anywhere = config.callbacks_anywhere;
        let mut house = House::new(config, url.as_str(), wall());
        let door = Door::new();
        door.set(house.refusing());
        let house = Arc::new(Mutex::new(house));
        let (stopping, mut stopped) = watch::channel(false);
        let bell = Arc::new(Notify::new());
        let courier =
            Courier { house: Arc::clone(&house), bell: Arc::clone(&bell), stopping: stopped.clone(), anywhere };
        tokio::spawn(courier.run());
        let shared = Shared {
            house: Arc::clone(&house),
            door: door.clone(),
            bell: Arc::clone(&bell),
            stopping: stopped.clone(),
        };
        let listener = Cuttable::new(listener, address, door.clone());
        let router: Router = Router::new().fallback(answer).with_state(shared);
        let service = router.into_make_service_with_connect_info::<Cut>();
        let server = tokio::spawn(async move {
            let served = axum::serve(listener, service).with_graceful_shutdown(async move {
                // An error means that the sandbox was dropped: that ends the server as well.
                let _ = stopped.wait_for(|stop| *stop).await;
            });
            // Serving never fails by itself: errors of single connections end those connections.
            let _ = served.await;
        });
        Ok(Self { url, control_url, house, door, bell, stopping, server })
    }

    /// The base URL of the gateway's calls.
    #[must_use]
    pub fn url(&self) -> Url {
        self.url.clone()
    }

    /// The base URL of the control calls.
    #[must_use]
    pub fn control_url(&self) -> Url {
        self.control_url.clone()
    }

    /// The merchant's ids and secrets.
    #[must_use]
    pub fn credentials(&self) -> Credentials {
        enter(&self.house).gateway.credentials().clone()
    }

    /// The records made at start, as they stand now.
    #[must_use]
    pub fn seeded(&self) -> Vec<Seeded> {
        self.look(Gateway::seeded)
    }

    /// The true ledger up to now.
    #[must_use]
    pub fn effects(&self) -> Vec<Effect> {
        self.look(|gateway| gateway.effects().to_vec())
    }

    /// What an integrator's test needs to know, as one line of JSON.
    #[must_use]
    pub fn ready_line(&self) -> String {
        let Credentials { merchant_id, secret_key, payout_secret_key, card_api_auth_id, card_api_secret } =
            self.credentials();
        serde_json::json!({
            "url": self.url.as_str(),
            "merchant_id": merchant_id,
            "secret_key": secret_key,
            "payout_secret_key": payout_secret_key,
            "card_api_auth_id": card_api_auth_id,
            "card_api_secret": card_api_secret,
            "control_url": self.control_url.as_str(),
        })
        .to_string()
    }

    /// Takes the gateway, at the present time, for anything that has no call.
    pub fn with_gateway<R>(&self, f: impl FnOnce(&mut Gateway) -> R) -> R {
        let mut house = enter(&self.house);
        house.wind(wall());
        let House { gateway, faults, .. } = &mut *house;
        let result = f(gateway);
        faults.note(gateway);
        self.bell.notify_one();
        result
    }

    fn look<R>(&self, f: impl FnOnce(&Gateway) -> R) -> R {
        let mut house = enter(&self.house);
        house.wind(wall());
        f(&house.gateway)
    }

    /// Takes the planned faults, at the present time. A refusal that is cleared lets clients in again.
    pub fn with_faults<R>(&self, f: impl FnOnce(&mut Faults) -> R) -> R {
        let mut house = enter(&self.house);
        house.wind(wall());
        let result = f(&mut house.faults);
        self.door.set(house.refusing());
        result
    }

    /// Waits until somebody listens, after a refusal of connections.
    pub async fn listening(&self) {
        self.door.opens().await;
    }

    /// Stops: no new connection is taken, late replies are given up, the rest is waited for shortly.
    pub async fn stop(mut self) {
        self.stopping.send_replace(true);
        // The deadline cuts off clients that never close; there is nothing left to tell them.
        if tokio::time::timeout(GRACE, &mut self.server).await.is_err() {
            self.server.abort();
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stopping.send_replace(true);
    }
}

async fn answer(
    State(mut shared): State<Shared>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    request: HttpRequest<Body>,
) -> HttpResponse<Body> {
    let (parts, body) = request.into_parts();
    if let Some(refusal) = stranger(&parts.headers) {
        return http(refusal);
    }
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return http(Response::error(413, "the body is longer than 1 MiB, or it broke off"));
    };
    let request = Request {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        content_type: text(&parts.headers, CONTENT_TYPE.as_str()),
        headers: pairs(&parts.headers),
        body: body.into(),
    };
    let delivery = {
        let mut house = enter(&shared.house);
        let now = wall();
        house.wind(now);
        if !shared.door.is_shut() {
            // The door's time is the wall's, the gateway's may stand still.
            house.faults.reopen();
        }
        let delivery = if request.path.starts_with("/control/") {
            Delivery::Reply(house.control(&request, now))
        } else {
            let House { gateway, faults, .. } = &mut *house;
            faults.deliver(gateway, &request)
        };
        let refusing = house.refusing();
        if refusing.is_some() != shared.door.is_shut() {
            shared.door.set(refusing);
        }
        delivery
    };
    shared.bell.notify_one();
    // Whoever has a reply after which nobody listens may rely on it.
    tokio::select! {
        () = shared.door.closes() => {}
        _ = shared.stopping.wait_for(|stop| *stop) => {}
    }
    let mut reply = match delivery {
        Delivery::Reply(response) => http(response),
        Delivery::Late(after, response) => {
            tokio::select! {
                () = tokio::time::sleep(after) => http(response),
                _ = shared.stopping.wait_for(|stop| *stop) => gone(&cut),
            }
        }
        Delivery::Reset { response, after_bytes } => {
            cut.reset_after(after_bytes);
            http(response)
        }
        Delivery::Dropped { .. } | Delivery::Refused => gone(&cut),
    };
    if shared.door.is_shut() {
        reply.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    reply
}

/// Cuts the connection; the response is never written.
fn gone(cut: &Cut) -> HttpResponse<Body> {
    cut.pull();
    HttpResponse::new(Body::empty())
}

/// Refuses what a web page elsewhere could make a browser send.
fn stranger(headers: &HeaderMap) -> Option<Response> {
    if !is_loopback_host(&text(headers, HOST.as_str())) {
        return Some(Response::error(421, "the Host header is not this machine: call the sandbox by its address"));
    }
    let origin = text(headers, ORIGIN.as_str());
    let own = origin.is_empty() || origin.split_once("://").is_some_and(|(_, host)| is_loopback_host(host));
    (!own).then(|| Response::error(403, "the Origin header is not this machine"))
}

fn text(headers: &HeaderMap, name: &str) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

fn pairs(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .filter_map(|(name, value)| value.to_str().ok().map(|value| (name.as_str().to_owned(), value.to_owned())))
        .collect()
}

fn http(response: Response) -> HttpResponse<Body> {
    let mut out = HttpResponse::new(Body::from(response.body));
    *out.status_mut() = StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    out.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(response.content_type));
    for (name, value) in response.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            out.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    out
}

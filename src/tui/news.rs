//! What the worker tells on its own.

use tokio::sync::{broadcast, watch};

use super::msg::Msg;
use crate::worker::{Handle, Health, Update};

/// What the worker tells on its own, once there is one.
pub struct News {
    updates: broadcast::Receiver<Update>,
    health: watch::Receiver<Health>,
    unresolved: watch::Receiver<u64>,
}

impl News {
    /// What a desk tells from now on.
    pub fn of(handle: &Handle) -> Self {
        Self { updates: handle.updates(), health: handle.health(), unresolved: handle.unresolved() }
    }

    /// What it tells next; nothing more once the worker has ended.
    pub async fn next(news: &mut Option<Self>) -> Msg {
        let Some(open) = news else { return std::future::pending().await };
        let told = tokio::select! {
            told = open.updates.recv() => match told {
                Ok(update) => Some(Msg::Update(update)),
                Err(broadcast::error::RecvError::Lagged(_)) => Some(Msg::Lagged),
                Err(broadcast::error::RecvError::Closed) => None,
            },
            changed = open.health.changed() => {
                changed.ok().map(|()| Msg::Health(open.health.borrow_and_update().clone()))
            }
            changed = open.unresolved.changed() => {
                changed.ok().map(|()| Msg::Unresolved(*open.unresolved.borrow_and_update()))
            }
        };
        if let Some(msg) = told {
            return msg;
        }
        // The worker ended. Questions will be answered with that; here nothing more comes.
        *news = None;
        std::future::pending().await
    }
}

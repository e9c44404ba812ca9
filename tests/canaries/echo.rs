//! A gateway that repeats what it must not: between the desk and the real sandbox, it spoils replies.

use std::sync::{Arc, Mutex};

use tolem::freedompay::{Fields, Merchant, Secret, Transport, TransportError, Value, WireReply, WireRequest};
use tolem::freedompay::{json, signature, xml};

/// How replies are spoilt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Not at all.
    Not,
    /// Secrets in members that nobody reads, and card numbers in all that are shown.
    Unread,
    /// Secrets in members that are shown and kept; signed all the same.
    Shown,
    /// Secrets and tokens as ids; signed all the same.
    Ids,
    /// An error in XML that repeats everything.
    ErrorXml,
    /// An error in JSON that repeats everything, written with escapes.
    ErrorJson,
    /// XML that breaks off.
    Broken,
    /// A web page.
    Page,
    /// A server's crash report.
    Crash,
    /// A connection whose error repeats everything.
    Connection,
}

impl Way {
    pub const ALL: [Self; 9] = [
        Self::Unread,
        Self::Shown,
        Self::Ids,
        Self::ErrorXml,
        Self::ErrorJson,
        Self::Broken,
        Self::Page,
        Self::Crash,
        Self::Connection,
    ];
}

/// What it repeats.
pub struct Echo {
    inner: Arc<dyn Transport>,
    merchant: Merchant,
    /// Secrets of the profile.
    secrets: Vec<String>,
    /// The saved card's token. The desk keeps no token, so that it is repeated to the requests that carry it.
    token: String,
    pan: String,
    cvc: String,
    way: Mutex<(Way, bool)>,
}

impl Echo {
    pub fn new(inner: Arc<dyn Transport>, merchant: Merchant, token: &str, pan: &str, cvc: &str) -> Arc<Self> {
        let (token, pan, cvc) = (token.to_owned(), pan.to_owned(), cvc.to_owned());
        let secrets = merchant.secrets.iter().map(|secret| secret.expose().to_owned()).collect();
        Arc::new(Self { inner, merchant, secrets, token, pan, cvc, way: Mutex::new((Way::Not, false)) })
    }

    /// What is repeated to a request: its secrets, the one that matters most first.
    fn told(&self, request: &WireRequest) -> Vec<String> {
        let carries = request.body.windows(self.token.len()).any(|part| part == self.token.as_bytes());
        carries.then(|| self.token.clone()).into_iter().chain(self.secrets.clone()).collect()
    }

    /// From now on replies are spoilt like this: all, or those to writes only.
    pub fn spoil(&self, way: Way, reads_too: bool) {
        *self.way.lock().unwrap() = (way, reads_too);
    }

    /// Everything that must not be repeated, in one text.
    fn all(&self, request: &WireRequest) -> String {
        let pan = &self.pan;
        let groups = format!("{} {} {} {}", &pan[..4], &pan[4..8], &pan[8..12], &pan[12..]);
        format!(
            "{} card {pan} 12/28, {groups}, {} cvc={}",
            self.told(request).join(" "),
            groups.replace(' ', "-"),
            self.cvc
        )
    }

    fn spoilt(&self, way: Way, request: &WireRequest, reply: WireReply) -> Result<WireReply, TransportError> {
        let all = self.all(request);
        let xml_all = escaped(&all);
        let (pan, cvc) = (&self.pan, &self.cvc);
        let quoted = serde_json::Value::from(all.as_str());
        let body = match way {
            Way::Not => return Ok(reply),
            Way::Connection => return Err(TransportError::Lost(format!("the connection broke: {all}"))),
            Way::Unread | Way::Shown | Way::Ids => match self.members(way, request, &reply.body) {
                Some(body) => body,
                None => return Ok(reply),
            },
            Way::ErrorXml => format!(
                "<response><pg_status>error</pg_status><pg_error_code>11026</pg_error_code>\
                 <pg_error_description>{xml_all}</pg_error_description><pg_card_cvc>{cvc}</pg_card_cvc>\
                 <pg_card_token>{}</pg_card_token></response>",
                escaped(&self.told(request)[0])
            ),
            Way::ErrorJson => {
                let letter = |c| format!("\\u{:04x}", u32::from(c));
                let hidden = self.told(request)[0].chars().map(letter).collect::<Vec<_>>().concat();
                format!(
                    r#"{{"status":"error","error_code":11026,"error_description":{quoted},"x":"{hidden}","cvc":"{cvc}","pan":{pan}}}"#
                )
            }
            Way::Broken => format!("<response><pg_status>ok</pg_status><a b=\"{xml_all}\">{all}</response><{all}"),
            Way::Page => format!("<!DOCTYPE html><html><form><input value=\"{all}\"></form></html>"),
            Way::Crash => format!("Traceback: {all}\n{quoted}\n{xml_all}"),
        };
        let status = if way == Way::Crash { 500 } else { 200 };
        Ok(WireReply { status, date: Some(all.clone()), content_type: Some(all), body: body.into_bytes(), ..reply })
    }

    /// The genuine reply with other members, signed again if it was signed.
    fn members(&self, way: Way, request: &WireRequest, body: &[u8]) -> Option<String> {
        let text = std::str::from_utf8(body).ok()?;
        let is_json = text.trim_start().starts_with('{');
        let mut members = if is_json { json::read(text).ok()? } else { xml::read(body).ok()? };
        let script = signature::script_name(request.url.path());
        let secrets = self.merchant.secrets.clone();
        let by: Option<Secret> = [secrets.merchant, secrets.payout]
            .into_iter()
            .flatten()
            .find(|secret| signature::sign(script, &members, secret) == signed_with(&members));
        let mut set = |name: &str, value: String| match members.iter_mut().find(|(known, _)| known == name) {
            Some(member) => member.1 = Value::Text(value),
            None => members.push((name.to_owned(), Value::Text(value))),
        };
        match way {
            Way::Unread => {
                for name in ["pg_echo", "pg_description", "echo"] {
                    set(name, self.all(request));
                }
                for name in ["pg_card_pan", "pg_card_brand", "pg_reference", "pg_failure_description", "dt"] {
                    set(name, format!("{} 12 28, {}", self.pan, self.pan));
                }
                set("pg_card_cvc", self.cvc.clone());
            }
            Way::Shown => {
                for name in ["pg_card_pan", "pg_card_brand", "pg_reference", "pg_failure_description", "dt", "card_pan"]
                {
                    set(name, self.all(request));
                }
                for name in ["pg_redirect_url", "invoice_qr"] {
                    // Three digits in a link cannot be told from any others; a card number and a secret can.
                    let all = self.all(request);
                    let (all, _) = all.split_once(" cvc=").unwrap();
                    let query: String = url::form_urlencoded::byte_serialize(all.as_bytes()).collect();
                    set(name, format!("https://pay.example/{}?x={query}", self.pan));
                }
            }
            Way::Ids => {
                for name in ["pg_payment_id", "pg_order_id", "invoice_id", "transaction_id", "payment_id"] {
                    set(name, self.told(request)[0].clone());
                }
            }
            _ => {}
        }
        if let Some(by) = by {
            members.retain(|(name, _)| name != "pg_sig");
            let signature = signature::sign(script, &members, &by);
            members.push(("pg_sig".to_owned(), Value::Text(signature)));
        }
        Some(if is_json { object(&members) } else { format!("<response>{}</response>", elements(&members)) })
    }
}

#[async_trait::async_trait]
impl Transport for Echo {
    async fn send(&self, request: WireRequest) -> Result<WireReply, TransportError> {
        let (way, reads_too) = *self.way.lock().unwrap();
        let reply = self.inner.send(request.clone()).await?;
        if request.is_write || reads_too { self.spoilt(way, &request, reply) } else { Ok(reply) }
    }
}

fn signed_with(members: &Fields) -> String {
    members.iter().find(|(name, _)| name == "pg_sig").map_or_else(String::new, |(_, value)| match value {
        Value::Text(text) => text.clone(),
        Value::List(_) | Value::Map(_) => String::new(),
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

fn elements(members: &Fields) -> String {
    let element = |(name, value): &(String, Value)| match value {
        Value::Text(text) => format!("<{name}>{}</{name}>", escaped(text)),
        Value::Map(inner) => format!("<{name}>{}</{name}>", elements(inner)),
        Value::List(items) => items.iter().map(|item| elements(&vec![(name.clone(), item.clone())])).collect(),
    };
    members.iter().map(element).collect()
}

fn object(members: &Fields) -> String {
    fn written(value: &Value) -> String {
        match value {
            Value::Text(text) => serde_json::Value::from(text.as_str()).to_string(),
            Value::Map(members) => object(members),
            Value::List(items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(",")),
        }
    }
    let parts: Vec<String> = members.iter().map(|(name, value)| format!("\"{name}\":{}", written(value))).collect();
    format!("{{{}}}", parts.join(","))
}

//! Plans as people write them, taken apart strictly: what is not understood is an error that names the member.

use super::fault::{Fault, Odds};
use super::kind::{FaultKind, Needs, ROWS, Target};
use super::paths;
use crate::sandbox::calls::PATHS;

/// A member's value, wherever it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sandbox) enum Given {
    Text(String),
    Number(u64),
    Other,
}

/// Why a plan is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sandbox) struct Wrong {
    /// The member that is wrong; `None` when one is missing.
    pub(in crate::sandbox) member: Option<String>,
    /// What is wrong and what is expected, in one line.
    pub(in crate::sandbox) reason: String,
}

const MEMBERS: [&str; 8] = ["call", "fault", "times", "after", "chance", "seconds", "bytes", "code"];

/// What callbacks are called in plans. Source: `spec/merchant.md` 4, `spec/payout-invoice-gateway.md` 4.
const CALLBACKS: [&str; 4] = ["check", "result", "payout", "card"];

/// The known word that is nearest to this one.
pub(in crate::sandbox) fn nearest<'a>(found: &str, known: &[&'a str]) -> Option<&'a str> {
    known.iter().copied().min_by_key(|word| strsim::damerau_levenshtein(found, word))
}

fn unknown(what: &str, found: &str, known: &[&str]) -> String {
    let meant = nearest(found, known).map(|word| format!(": did you mean `{word}`?")).unwrap_or_default();
    format!("unknown {what} `{found}`{meant} known are {}", known.join(", "))
}

/// Reads one plan.
pub(in crate::sandbox) fn read(members: &[(String, Given)]) -> Result<Fault, Wrong> {
    let at = |member: &str, reason: String| Wrong { member: Some(member.to_owned()), reason };
    let missing = |reason: String| Wrong { member: None, reason };
    if let Some((name, _)) = members.iter().find(|(name, _)| !MEMBERS.contains(&name.as_str())) {
        return Err(at(name, unknown("member", name, &MEMBERS)));
    }
    let find = |name: &str| members.iter().find(|(member, _)| member == name).map(|(_, value)| value);
    let text = |name: &str| match find(name) {
        None => Ok(None),
        Some(Given::Text(text)) if !text.is_empty() => Ok(Some(text.as_str())),
        Some(_) => Err(at(name, format!("`{name}` has to be a text"))),
    };
    let number = |name: &str, from: u32, to: u32| match find(name) {
        None => Ok(None),
        Some(Given::Number(number)) if (u64::from(from)..=u64::from(to)).contains(number) => {
            Ok(u32::try_from(*number).ok())
        }
        Some(_) => Err(at(name, format!("`{name}` has to be a whole number within {from} and {to}"))),
    };
    let word = text("fault")?.ok_or_else(|| missing(format!("`fault` is missing: {}", words().join(", "))))?;
    let kind = kind(word, &find)?;
    let call = text("call")?;
    let fault = Fault {
        call: check_call(call, kind).map_err(|reason| match call {
            Some(_) => at("call", reason),
            None => missing(reason),
        })?,
        kind,
        left: number("times", 1, 1_000)?.unwrap_or(1),
        after: number("after", 0, 1_000_000)?.unwrap_or(0),
        chance: text("chance")?
            .map(|odds| {
                let expected = "`chance` has to be a part of at most 1000, such as \"1/5\"";
                Odds::parse(odds).ok_or_else(|| at("chance", expected.to_owned()))
            })
            .transpose()?,
    };
    if kind.target() == Target::Door
        && let Some(member) = ["times", "chance"].into_iter().find(|member| find(member).is_some())
    {
        return Err(at(member, format!("{word} takes no `{member}`: it happens once, for its seconds")));
    }
    Ok(fault)
}

fn words() -> [&'static str; ROWS.len()] {
    ROWS.map(|row| row.word)
}

fn kind<'a>(word: &str, find: &impl Fn(&str) -> Option<&'a Given>) -> Result<FaultKind, Wrong> {
    let at = |member: &str, reason: String| Wrong { member: Some(member.to_owned()), reason };
    let row = ROWS.into_iter().find(|row| row.word == word);
    let row = row.ok_or_else(|| at("fault", unknown("fault", word, &words())))?;
    for needs in Needs::ALL {
        let Some(member) = needs.member() else { continue };
        if needs != row.needs && find(member).is_some() {
            return Err(at(member, format!("{word} takes no `{member}`")));
        }
    }
    let member = row.needs.member().unwrap_or("fault");
    let expected = || format!("{word} needs `{member}`: {}", row.needs.expected());
    let number = match row.needs.member().map(find) {
        None => None,
        Some(Some(Given::Number(number))) => Some(*number),
        Some(Some(Given::Text(_) | Given::Other)) => return Err(at(member, expected())),
        Some(None) => return Err(at("fault", expected())),
    };
    row.kind(number).ok_or_else(|| at(member, expected()))
}

/// What the plan is for, as it is kept; `Err` says what is expected.
fn check_call(call: Option<&str>, kind: FaultKind) -> Result<String, String> {
    let word = kind.word();
    match (kind.target(), call) {
        (Target::Door, None | Some("*")) => Ok("*".to_owned()),
        (Target::Door, Some(_)) => {
            Err(format!("{word} takes no `call`: nobody knows what a connection is for before it is there"))
        }
        (Target::Callback, Some(call)) if call == "*" || CALLBACKS.contains(&call) => Ok(call.to_owned()),
        (Target::Callback, Some(call)) => Err(unknown("callback", call, &[CALLBACKS.as_slice(), &["*"]].concat())),
        (Target::Callback, None) => {
            Err(format!("`call` is missing: {word} needs a callback: {} or *", CALLBACKS.join(", ")))
        }
        (Target::Call, Some(call)) => {
            let known = paths::known(call);
            if known.is_empty() {
                let near = PATHS.iter().map(|path| path.trim_start_matches('/')).collect::<Vec<_>>();
                let meant = nearest_call(call, &near).map(|path| format!(": did you mean `{path}`?"));
                return Err(format!(
                    "no call ends in `{call}`{} there are {}",
                    meant.unwrap_or_default(),
                    PATHS.join(", ")
                ));
            }
            match known.iter().map(|path| kind.fits(path)).reduce(Result::or) {
                Some(Err(why)) => Err(format!("{word} is not for `{call}`: {why}")),
                Some(Ok(())) | None => Ok(call.to_owned()),
            }
        }
        (Target::Call, None) => Err("`call` is missing: the end of a path such as revoke.php, or *".to_owned()),
    }
}

/// The nearest call, compared by as many segments as were written.
fn nearest_call<'a>(call: &str, paths: &[&'a str]) -> Option<&'a str> {
    let depth = call.trim_start_matches('/').split('/').count();
    let ends: Vec<&str> = paths
        .iter()
        .map(|path| {
            let starts = path.rmatch_indices('/').nth(depth - 1).map_or(0, |(at, _)| at + 1);
            path.get(starts..).unwrap_or(path)
        })
        .collect();
    nearest(call.trim_start_matches('/'), &ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> Result<Fault, Wrong> {
        let members: serde_json::Map<String, serde_json::Value> = serde_json::from_str(json).unwrap();
        let given = |value: &serde_json::Value| match value {
            serde_json::Value::String(text) => Given::Text(text.clone()),
            value => value.as_u64().map_or(Given::Other, Given::Number),
        };
        read(&members.iter().map(|(name, value)| (name.clone(), given(value))).collect::<Vec<_>>())
    }

    #[test]
    fn a_whole_plan_is_read() {
        let text = r#"{"call":"revoke.php","fault":"error_code","code":10009,"times":3,"after":2,"chance":"1/5"}"#;
        let expected = Fault {
            call: "revoke.php".to_owned(),
            kind: FaultKind::ErrorCode(10_009),
            left: 3,
            after: 2,
            chance: Odds::parse("1/5"),
        };
        assert_eq!(parse(text), Ok(expected));
        let refusal = parse(r#"{"fault":"refuse_connection","seconds":5,"after":3}"#).unwrap();
        assert_eq!((refusal.call.as_str(), refusal.after), ("*", 3));
        assert!(parse(r#"{"fault":"forge_callback","call":"result"}"#).is_ok());
    }

    #[test]
    fn every_code_of_the_list_can_be_planned_and_no_other() {
        let plan = |code: &str| parse(&format!(r#"{{"call":"revoke.php","fault":"error_code","code":{code}}}"#));
        let list = include_str!("../../../tests/golden/error_codes.csv");
        for code in list.lines().skip(1).map(|line| line.split(',').next().unwrap()) {
            assert_eq!(plan(code).unwrap().kind, FaultKind::ErrorCode(code.parse().unwrap()));
        }
        assert!(plan("9990").is_err() && plan("\"10009\"").is_err());
    }

    #[test]
    fn a_wrong_plan_is_refused_with_the_member_and_what_is_expected() {
        for (plan, member, expected) in [
            (r"{}", None, "`fault` is missing"),
            (r#"{"fault":"drop_replay","call":"*"}"#, Some("fault"), "did you mean `drop_request`?"),
            (r#"{"fault":"explode","call":"*"}"#, Some("fault"), "delay_reply"),
            (r#"{"fault":"delay_reply","call":"*"}"#, Some("fault"), "needs `seconds`"),
            (r#"{"fault":"delay_reply","call":"*","seconds":0}"#, Some("seconds"), "within 1 and 3600"),
            (r#"{"fault":"delay_reply","call":"*","seconds":"5"}"#, Some("seconds"), "within 1 and 3600"),
            (r#"{"fault":"drop_request","call":"*","seconds":5}"#, Some("seconds"), "takes no `seconds`"),
            (r#"{"fault":"drop_request","call":"*","secs":5}"#, Some("secs"), "unknown member `secs`"),
            (r#"{"fault":"drop_request"}"#, None, "`call` is missing"),
            (r#"{"fault":"drop_request","call":"invoke.php"}"#, Some("call"), "did you mean `revoke.php`?"),
            (r#"{"fault":"drop_request","call":"transaction/refnd"}"#, Some("call"), "`transaction/refund`?"),
            (r#"{"fault":"drop_request","call":"*","times":0}"#, Some("times"), "within 1 and 1000"),
            (r#"{"fault":"drop_request","call":"*","chance":"5"}"#, Some("chance"), "1/5"),
            (r#"{"fault":"wrong_signature","call":"transaction/refund"}"#, Some("call"), "carry no pg_sig"),
            (r#"{"fault":"broken_xml","call":"invoice/init"}"#, Some("call"), "no XML"),
            (r#"{"fault":"status_lag","call":"revoke.php","seconds":9}"#, Some("call"), "no status read"),
            (r#"{"fault":"error_code","call":"revoke.php","code":7}"#, Some("code"), "a code of the provider"),
            (r#"{"fault":"refuse_connection","call":"revoke.php","seconds":9}"#, Some("call"), "takes no `call`"),
            (r#"{"fault":"refuse_connection","times":2,"seconds":9}"#, Some("times"), "takes no `times`"),
            (r#"{"fault":"drop_callback","call":"revoke.php"}"#, Some("call"), "unknown callback"),
            (r#"{"fault":"drop_callback"}"#, None, "needs a callback"),
        ] {
            let wrong = parse(plan).unwrap_err();
            assert_eq!(wrong.member.as_deref(), member, "{plan}: {}", wrong.reason);
            assert!(wrong.reason.contains(expected) && !wrong.reason.contains('\n'), "{plan}: {}", wrong.reason);
        }
    }
}

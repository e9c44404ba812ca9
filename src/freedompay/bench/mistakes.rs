//! The known ways to sign wrongly, in groups: of a group at most one is made at a time.

use super::super::signature::{Fields, SIGNATURE, Value, script_name};
use super::Candidate;
use super::encoding::Encoding;
use super::recipe::{Hash, Order, Parts, Place, Recipe};

/// One mistake.
pub(super) struct Mistake {
    /// What is said of it.
    pub(super) says: String,
    /// Makes it.
    pub(super) make: Box<dyn Fn(&mut Recipe)>,
}

fn mistake(says: impl Into<String>, make: impl Fn(&mut Recipe) + 'static) -> Mistake {
    Mistake { says: says.into(), make: Box::new(make) }
}

/// All groups for a message. `target` is the script name, or the URL that was called.
pub(super) fn groups(target: &str, fields: &Fields, secrets: &[Candidate]) -> Vec<Vec<Mistake>> {
    vec![scripts(target), keys(secrets), members(fields), numbers(fields), encodings(), orders(), joins(), hashes()]
}

/// Script names of the provider that are taken for one another.
const CONFUSED: [&str; 14] = [
    "get_status.php",
    "get_status2.php",
    "get_status3.php",
    "add",
    "add2",
    "init",
    "pay",
    "direct",
    "init_payment.php",
    "payment.php",
    "status_v2",
    "payment_status",
    "payment_status2",
    "result",
];

fn scripts(target: &str) -> Vec<Mistake> {
    let right = script_name(target).to_owned();
    let mut names: Vec<String> = CONFUSED.iter().map(|name| (*name).to_owned()).collect();
    names.push(String::new());
    names.push(format!("/{right}"));
    names.push(format!("{right}/"));
    names.push(right.strip_suffix(".php").map_or_else(|| format!("{right}.php"), str::to_owned));
    if target.contains('/') {
        let whole = target.to_owned();
        let path = target
            .split_once("://")
            .map_or(target, |(_, rest)| rest.find('/').map_or("", |at| rest.get(at..).unwrap_or_default()));
        let bare = path.split(['?', '#']).next().unwrap_or_default();
        names.extend([whole, path.to_owned(), bare.to_owned(), bare.trim_start_matches('/').to_owned()]);
        names.extend(target.split(['?', '#']).next().map(str::to_owned));
        names.extend(path.rsplit('/').next().map(str::to_owned));
        // Every other segment, such as `merchant` or `g2g`, and pairs such as `card/init`.
        let segments: Vec<&str> = bare.split('/').filter(|segment| !segment.is_empty()).collect();
        names.extend(segments.iter().map(|segment| (*segment).to_owned()));
        names.extend(segments.windows(2).filter_map(|two| Some(format!("{}/{}", two.first()?, two.last()?))));
    }
    names.retain(|name| *name != right);
    names.sort();
    names.dedup();
    let mut all: Vec<Mistake> = names
        .into_iter()
        .map(|name| {
            let says = format!(
                "the script name that was signed is {}: sign `{right}`, the last part of the URL's path",
                quoted(&name)
            );
            mistake(says, move |recipe| recipe.script.clone_from(&name))
        })
        .collect();
    all.push(mistake(format!("no script name was signed, not even an empty one: begin with `{right};`"), |recipe| {
        recipe.with_script = false;
    }));
    all
}

fn quoted(name: &str) -> String {
    if name.is_empty() { "empty".to_owned() } else { format!("`{name}`") }
}

/// Another secret, and every secret with what sticks to it.
fn keys(secrets: &[Candidate]) -> Vec<Mistake> {
    type Change = fn(&str) -> String;
    const STRAY: [(&str, Change); 10] = [
        ("a space at its end", |secret| format!("{secret} ")),
        ("a space at its beginning", |secret| format!(" {secret}")),
        ("a line break at its end", |secret| format!("{secret}\n")),
        ("a Windows line break at its end", |secret| format!("{secret}\r\n")),
        ("a carriage return at its end", |secret| format!("{secret}\r")),
        ("a tab at its end", |secret| format!("{secret}\t")),
        ("quotes around it", |secret| format!("\"{secret}\"")),
        ("single quotes around it", |secret| format!("'{secret}'")),
        ("a byte order mark before it", |secret| format!("\u{feff}{secret}")),
        ("spaces around it", |secret| format!(" {secret} ")),
    ];
    let mut all = Vec::new();
    for (at, candidate) in secrets.iter().enumerate() {
        let (name, text) = (&candidate.name, candidate.secret.expose().to_owned());
        let wanted = secrets.first().map_or("", |first| first.name.as_str());
        if at > 0 {
            let text = text.clone();
            let says = format!("it was signed with the {name} secret: this call is signed with the {wanted} secret");
            all.push(mistake(says, move |recipe| recipe.secret.clone_from(&text)));
        }
        if text.trim() != text {
            let trimmed = text.trim().to_owned();
            let says = format!("the {name} secret that was given here has white space around it: save it without");
            all.push(mistake(says, move |recipe| recipe.secret.clone_from(&trimmed)));
        }
        for (what, change) in STRAY {
            let changed = change(&text);
            let says = format!("it was signed with the {name} secret and {what}: sign with exactly the secret");
            all.push(mistake(says, move |recipe| recipe.secret.clone_from(&changed)));
        }
    }
    all
}

/// Members that were left out, or signed though they do not belong.
fn members(fields: &Fields) -> Vec<Mistake> {
    let mut all = Vec::new();
    let without = |says: String, fits: fn(&str, &Value) -> bool| {
        mistake(says, move |recipe| recipe.fields.retain(|(name, value)| !fits(name, value)))
    };
    let some = |fits: fn(&str, &Value) -> bool| fields.iter().filter(|(name, value)| fits(name, value)).count() > 1;
    let empty = |_: &str, value: &Value| matches!(value, Value::Text(text) if text.is_empty());
    let foreign = |name: &str, _: &Value| !name.starts_with("pg_");
    let notes = |name: &str, _: &Value| name.starts_with("pg_need_");
    if some(empty) {
        all.push(without("the empty members were left out: sign every member that is sent, empty ones as nothing between two semicolons".to_owned(), empty));
    }
    if some(foreign) {
        all.push(without(
            "the members without `pg_` were left out: sign every member that is sent".to_owned(),
            foreign,
        ));
    }
    if some(notes) {
        all.push(without(
            "pg_need_phone_notification and pg_need_email_notification were left out: sign every member that is sent"
                .to_owned(),
            notes,
        ));
    }
    let mut names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).filter(|name| *name != SIGNATURE).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let left_out = name.to_owned();
        all.push(mistake(format!("{name} was left out: sign every member that is sent"), move |recipe| {
            recipe.fields.retain(|(name, _)| *name != left_out);
        }));
    }
    if let Some(signature) = fields.iter().find(|(name, _)| name == SIGNATURE).cloned() {
        all.push(mistake("pg_sig was signed too, empty: leave it out", |recipe| {
            recipe.fields.push((SIGNATURE.to_owned(), Value::Text(String::new())));
        }));
        all.push(mistake("pg_sig was signed too: leave it out", move |recipe| recipe.fields.push(signature.clone())));
    }
    all.push(mistake(
        "a nested list was signed in the order of the provider's PHP sample, 0, 10, 1, 11, 2 …: keep to ten items",
        |recipe| {
            recipe.order = Order::Helper;
        },
    ));
    all
}

/// Numbers that were written differently when they were signed.
fn numbers(fields: &Fields) -> Vec<Mistake> {
    let mut all = Vec::new();
    for (at, (name, value)) in fields.iter().filter(|(name, _)| name != SIGNATURE).enumerate() {
        let Value::Text(text) = value else { continue };
        for other in spellings(text) {
            let says = format!("{name} was signed as `{other}` and sent as `{text}`: sign exactly what is sent");
            all.push(mistake(says, move |recipe| {
                if let Some((_, value)) = recipe.fields.get_mut(at) {
                    *value = Value::Text(other.clone());
                }
            }));
        }
    }
    all
}

/// Other spellings of a decimal number with up to two digits after the point; nothing for any other text.
fn spellings(text: &str) -> Vec<String> {
    let (whole, rest) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 12 || !digits(whole) || !digits(rest) || rest.len() > 4 {
        return Vec::new();
    }
    let short = rest.trim_end_matches('0');
    let mut all = vec![
        if short.is_empty() { whole.to_owned() } else { format!("{whole}.{short}") },
        format!("{whole}.{short:0<1}"),
        format!("{whole}.{short:0<2}"),
        format!("{whole},{short:0<2}"),
        format!("{whole}.{short:0<4}"),
    ];
    // In minor units, as other providers want it.
    if short.len() <= 2 {
        all.push(format!("{whole}{short:0<2}"));
    }
    all.retain(|other| other != text);
    all.dedup();
    all
}

fn encodings() -> Vec<Mistake> {
    Encoding::WRONG
        .into_iter()
        .map(|(encoding, says)| mistake(says, move |recipe| recipe.encoding = encoding))
        .collect()
}

fn orders() -> Vec<Mistake> {
    [
        (Order::Message, "the members were not sorted: order the values by the members' names"),
        (Order::Values, "the values themselves were sorted: order them by the members' names"),
        (Order::Folded, "the names were sorted without regard to case: order them byte by byte"),
    ]
    .into_iter()
    .map(|(order, says)| mistake(says, move |recipe| recipe.order = order))
    .collect()
}

fn joins() -> Vec<Mistake> {
    let mut all = vec![
        mistake("names were signed too, as `name=value`: sign the values only", |recipe| recipe.parts = Parts::Pair),
        mistake(
            "names were signed too, as `name=value` joined by `&`: sign the values only, joined by `;`",
            |recipe| {
                recipe.parts = Parts::Pair;
                recipe.separator = "&";
            },
        ),
        mistake("names were signed too, as `name;value`: sign the values only", |recipe| recipe.parts = Parts::Both),
        mistake("the secret was signed first: it comes last", |recipe| recipe.place = Place::First),
        mistake("no secret was signed: it comes last, after a semicolon", |recipe| recipe.place = Place::Nowhere),
        mistake("the secret was joined without a semicolon before it", |recipe| recipe.place = Place::Glued),
    ];
    for (separator, what) in
        [(",", "commas"), ("", "nothing"), ("&", "`&`"), ("|", "`|`"), (":", "colons"), ("; ", "`;` and a space")]
    {
        all.push(mistake(format!("the values were joined by {what}: join them by semicolons"), move |recipe| {
            recipe.separator = separator;
        }));
    }
    all
}

fn hashes() -> Vec<Mistake> {
    vec![
        mistake("the digits are in upper case: write the MD5 in lower case", |recipe| recipe.hash = Hash::Md5Upper),
        mistake("it is a SHA-256: pg_sig is an MD5", |recipe| recipe.hash = Hash::Sha256),
    ]
}

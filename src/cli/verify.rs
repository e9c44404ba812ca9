//! `tolem verify`: whether a signature is right, and if not, which known mistake explains it.

use serde_json::json;

use super::signing_input::Input;
use super::{Global, Stop, print};
use crate::worker::signing::{self, Finding};

#[derive(Debug, clap::Args)]
#[command(after_help = "  tolem verify --url https://api.freedompay.kz/get_status3.php --stdin < reply.xml
  tolem verify --script result.php --stdin --secret env:SHOP_SECRET --other-secret env:OLD_SECRET < callback.txt")]
pub(super) struct Args {
    #[command(flatten)]
    input: Input,
    /// The value of X-JWS-Signature; the body that it signs comes from standard input
    #[arg(long, value_name = "TOKEN")]
    token: Option<String>,
    /// Another secret that may have been used by mistake: prompt, stdin or env:NAME
    #[arg(long, value_name = "FROM")]
    other_secret: Option<String>,
}

pub(super) async fn run(global: &Global, args: Args) -> Result<(), Stop> {
    let (secrets, standard) = args.input.secrets(global, args.other_secret.as_deref(), args.token.is_some()).await?;
    let finding = match &args.token {
        Some(token) => {
            let url = args.input.url()?.to_owned();
            let body = args.input.body(standard)?;
            signing::verify_token(token, &url, &body, &secrets).map_err(Stop::failure)?
        }
        None => signing::verify(args.input.target(), &args.input.members(&standard)?, &secrets),
    };
    print(&if global.json { as_json(&finding) } else { as_text(&finding) })?;
    match finding {
        Finding::Valid { .. } => Ok(()),
        Finding::Unsigned { .. } => Err(Stop::failure("the message has no signature")),
        Finding::Mistaken { mistakes, .. } => Err(Stop::failure(match mistakes.len() {
            1 => "the signature is wrong: its mistake is named".to_owned(),
            count => format!("the signature is wrong: its {count} mistakes are named"),
        })),
        Finding::Unexplained { .. } => Err(Stop::failure(
            "the signature is wrong, and no known mistake explains it: compare the secret and every value with what was sent",
        )),
    }
}

fn as_text(finding: &Finding) -> String {
    match finding {
        Finding::Valid { signed, notes } => {
            format!("valid\nsigned    {signed}{}", below("note      ", notes))
        }
        Finding::Unsigned { signed } => format!("unsigned\nto sign   {signed}"),
        Finding::Mistaken { mistakes, signed, expected } => {
            let mistakes = below("mistake   ", mistakes);
            format!("wrong{mistakes}\nsigned    {signed}\nto sign   {expected}")
        }
        Finding::Unexplained { expected, tried } => {
            format!("wrong\ntried     {tried} ways to sign, none of them fits\nto sign   {expected}")
        }
    }
}

/// A line for each, with its label.
fn below(label: &str, lines: &[String]) -> String {
    lines.iter().flat_map(|line| ["\n", label, line.as_str()]).collect()
}

/// `tolem.verification/1`; see `docs/json.md`.
fn as_json(finding: &Finding) -> String {
    let (result, signed, to_sign, mistakes, notes, tried) = match finding {
        Finding::Valid { signed, notes } => ("valid", Some(signed), None, &[][..], notes.as_slice(), None),
        Finding::Unsigned { signed } => ("unsigned", None, Some(signed), &[][..], &[][..], None),
        Finding::Mistaken { mistakes, signed, expected } => {
            ("wrong", Some(signed), Some(expected), mistakes.as_slice(), &[][..], None)
        }
        Finding::Unexplained { expected, tried } => ("wrong", None, Some(expected), &[][..], &[][..], Some(*tried)),
    };
    let value = json!({
        "schema": "tolem.verification/1",
        "result": result,
        "signed": signed,
        "to_sign": to_sign,
        "mistakes": mistakes,
        "notes": notes,
        "tried": tried,
    });
    format!("{value:#}")
}

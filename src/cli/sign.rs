//! `tolem sign`: the string that is signed, with the secret masked, and the signature.

use serde_json::json;

use super::signing_input::Input;
use super::{Global, Stop, print};
use crate::worker::signing::{self, Algorithm, Signed, TokenPlan};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "  tolem sign --url https://api.freedompay.kz/get_status3.php pg_payment_id=1 pg_salt=abc pg_merchant_id=123456
  tolem sign --script init_payment.php --stdin --secret env:SHOP_SECRET < form.txt"
)]
pub(super) struct Args {
    #[command(flatten)]
    input: Input,
    /// Sign as a detached JWS: the body from standard input, byte for byte
    #[arg(long, requires = "id")]
    jws: bool,
    /// The merchant's or partner's number in the JWS header
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// hs256 or hs512 (default: the documented one of the path)
    #[arg(long, value_name = "ALG", value_parser = algorithm)]
    alg: Option<Algorithm>,
    /// Write the header like the sample token of invoices: `path`, and the number as a number
    #[arg(long)]
    as_sample: bool,
    /// The HTTP method in the JWS header
    #[arg(long, default_value = "POST", value_name = "METHOD")]
    method: String,
}

pub(super) fn algorithm(word: &str) -> Result<Algorithm, &'static str> {
    Algorithm::read(word).ok_or("expected hs256 or hs512")
}

pub(super) async fn run(global: &Global, args: Args) -> Result<(), Stop> {
    let (secrets, standard) = args.input.secrets(global, None, args.jws).await?;
    let Some(secret) = secrets.first() else { return Err(Stop::failure("there is no secret: nothing was signed")) };
    let (signed, name) = if args.jws {
        let plan = TokenPlan {
            path: signing::path_of(args.input.url()?).to_owned(),
            id: args.id.unwrap_or_default(),
            algorithm: args.alg,
            as_sample: args.as_sample,
            method: args.method,
        };
        let body = args.input.body(standard)?;
        (signing::sign_token(&plan, &body, secret).map_err(Stop::usage)?, "X-JWS-Signature")
    } else {
        let fields = args.input.members(&standard)?;
        (signing::sign(args.input.target(), &fields, secret), "pg_sig")
    };
    let Signed { signed, signature } = signed;
    if global.json {
        let schema = "tolem.signature/1";
        let value = json!({ "schema": schema, "signed": signed, "member": name, "signature": signature, "secret": secret.name });
        return print(&format!("{value:#}"));
    }
    print(&format!("signed  {signed}\n{name}  {signature}"))
}

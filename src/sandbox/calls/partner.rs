//! The Partner API's reads: payments from the settlement account, as ISO 20022 in JSON, and a wallet's statement. Their
//! signature is INFERRED for the account, whose pages do not show one. Source: `spec/card-partner.md` 5.

use serde_json::{Value, json};

use super::codes;
use crate::sandbox::codes::Refused;
use crate::sandbox::gateway::Gateway;
use crate::sandbox::http::{Request, Response};
use crate::sandbox::json::{Leaf, Object};
use crate::sandbox::json_books::{INSTRUCTIONS, Instruction, MESSAGE, WALLET};
use crate::sandbox::{jws, time_text};

/// The code of a wallet that nobody has. Source: `spec/card-partner.md` 5.3.
const NO_WALLET: u32 = 1_004;

fn check(gateway: &Gateway, request: &Request) -> Result<(), Refused> {
    let expected = jws::Expected {
        algorithm: jws::Algorithm::Hs256,
        caller_member: "auth_id",
        caller: &gateway.credentials.card_api_auth_id,
        secret: &gateway.credentials.card_api_secret,
    };
    jws::verify(request, &expected).map_err(|why| Refused { code: codes::WRONG_SIGNATURE_V1, text: why.into() })?;
    gateway.check_refusal()
}

/// `GET …/settlement-partitions/{id}/status` and `…/batch-statuses`.
pub(super) fn settlement(gateway: &mut Gateway, request: &Request, id: &str, whole_batch: bool) -> Response {
    if request.method != "GET" {
        return Response::error(405, "use GET");
    }
    let result = check(gateway, request).and_then(|()| {
        let chosen: Vec<&Instruction> =
            INSTRUCTIONS.iter().filter(|(own, ..)| if whole_batch { id == MESSAGE } else { id == *own }).collect();
        if chosen.is_empty() {
            Err(Refused::new(codes::NOT_FOUND))
        } else {
            Ok(report(&time_text::utc(gateway.now), &chosen))
        }
    });
    let answer = match result {
        Ok(document) => json!({
            "status": "success",
            "error_code": 0,
            "error_description": "",
            "document_type": "iso20022",
            "document_body": document,
        }),
        Err(refused) => json!({ "status": "error", "error_code": refused.code, "error_description": refused.text }),
    };
    Response::json(200, &answer)
}

/// A pain.002.001.14.
fn report(now: &str, payments: &[&Instruction]) -> String {
    let payment = |(own, end_to_end, status, reason): &Instruction| {
        let reason = reason.map_or_else(String::new, |(code, text)| {
            format!("<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn><AddtlInf>{text}</AddtlInf></StsRsnInf>")
        });
        let reference =
            if *status == "ACCP" { format!("<AcctSvcrRef>BANKREF-{own}</AcctSvcrRef>") } else { String::new() };
        format!(
            "<TxInfAndSts><OrgnlInstrId>{own}</OrgnlInstrId><OrgnlEndToEndId>{end_to_end}</OrgnlEndToEndId>\
             <TxSts>{status}</TxSts>{reason}{reference}</TxInfAndSts>"
        )
    };
    let told = payments.iter().map(|one| payment(one)).collect::<Vec<_>>().concat();
    let all = |wanted: &str| payments.iter().all(|(_, _, status, _)| *status == wanted);
    let group = ["ACCP", "RJCT", "PDNG"].into_iter().find(|status| all(status)).unwrap_or("PART");
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.14\">\
         <CstmrPmtStsRpt><GrpHdr><MsgId>REPLY-{MESSAGE}</MsgId><CreDtTm>{now}</CreDtTm></GrpHdr>\
         <OrgnlGrpInfAndSts><OrgnlMsgId>{MESSAGE}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.14</OrgnlMsgNmId>\
         <GrpSts>{group}</GrpSts></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>PMT-1</OrgnlPmtInfId>{told}\
         </OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
    )
}

/// `POST /v5/partner/wallet/statement`. Numbers in words of numbers: `0` is processed.
pub(super) fn wallet(gateway: &mut Gateway, request: &Request) -> Response {
    let result = check(gateway, request).and_then(|()| {
        let body = Object::parse(&request.body).map_err(Refused::invalid)?;
        match body.leaf("identifier") {
            Some(Leaf::Text(identifier)) if identifier == WALLET => Ok(()),
            Some(Leaf::Text(_)) => Err(Refused { code: NO_WALLET, text: "wallet not found".into() }),
            _ => Err(Refused { code: 1_001, text: "identifier is missing".into() }),
        }
    });
    let (status, word, code, text, operations) = match result {
        Ok(()) => ("ok", "0", "0".to_owned(), String::new(), operations(gateway)),
        Err(refused) => ("error", "2", refused.code.to_string(), refused.text.into_owned(), Vec::new()),
    };
    let answer = json!({
        "status": status,
        "request_status": word,
        "operations": operations,
        "dt": time_text::with_offset(gateway.now),
        "error_code": code,
        "error_description": text,
    });
    Response::json(200, &answer)
}

fn operations(gateway: &Gateway) -> Vec<Value> {
    vec![json!({
        "type": "emoney_sale",
        "amount": 5000,
        "commission": 0,
        "currency": gateway.config.currency.code(),
        "datetime": "2026-11-19T10:00:00+05:00",
        "rrn": "1",
        "correspondent": { "name": "IVANOV IVAN", "account_number": "KZ123412341234123412" },
    })]
}

//! ISO 20022 payment status reports (pain.002), as far as an operator needs them: the group's and each transaction's
//! status, and why it was rejected. Source: `spec/card-partner.md` 5.4.

use super::call::ReplyError;
use super::document::lost;
use super::fields;
use super::signature::{Fields, Value};
use super::xml;
use crate::domain::text::clean;

/// The state of a group of payments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupStatus {
    /// `ACCP`: accepted.
    Accepted,
    /// `RJCT`: rejected.
    Rejected,
    /// `PART`: partly processed; each payment tells its own.
    Partly,
    /// `PDNG`: under way.
    Pending,
    /// A word that the pages do not name: pending, never failed.
    Other(String),
}

/// The state of one payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransactionStatus {
    /// `ACCP`: accepted.
    Accepted,
    /// `RJCT`: rejected.
    Rejected,
    /// `PDNG`: under way.
    Pending,
    /// A word that the pages do not name: pending, never failed.
    Other(String),
}

/// One payment of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransactionReport {
    /// The batch that it was sent in (`OrgnlPmtInfId`).
    pub batch: Option<String>,
    /// The platform's id (`OrgnlInstrId`); may be empty.
    pub instruction: Option<String>,
    /// The merchant's own id (`OrgnlEndToEndId`).
    pub end_to_end: Option<String>,
    /// How it stands.
    pub status: TransactionStatus,
    /// Why, as a code of ISO 20022, such as `AC01`.
    pub reason: Option<String>,
    /// Why, in words.
    pub reason_text: Option<String>,
    /// The bank's reference.
    pub bank_reference: Option<String>,
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusReport {
    /// The report's own id.
    pub message: String,
    /// When it was made, as it is told.
    pub created_at: Option<String>,
    /// The message that it is about.
    pub original_message: Option<String>,
    /// How the group stands; absent in reports about one payment.
    pub group: Option<GroupStatus>,
    /// The payments.
    pub transactions: Vec<TransactionReport>,
}

/// Reads the XML of a report.
pub fn read(document: &str) -> Result<StatusReport, ReplyError> {
    xml::read_document(document.as_bytes(), &["Document", "CstmrPmtStsRpt"])
        .map_err(|error| lost(clean(&error.what)))
        .and_then(|root| report(&root))
        .map_err(|error| match error {
            ReplyError::Lost(what) => lost(format!("document_body: {what}")),
            refused @ ReplyError::Refused(_) => refused,
        })
}

fn report(root: &Fields) -> Result<StatusReport, ReplyError> {
    // The report stands in an envelope, or alone.
    let report = fields::one(root, "CstmrPmtStsRpt")?.unwrap_or(root);
    let header = fields::one(report, "GrpHdr")?.ok_or_else(|| lost("GrpHdr is missing"))?;
    let of_group = |name: &str| match fields::one(report, "OrgnlGrpInfAndSts")? {
        Some(group) => text(group, name),
        None => Ok(None),
    };
    let mut transactions = Vec::new();
    for batch in fields::groups(report, "OrgnlPmtInfAndSts")? {
        let name = text(batch, "OrgnlPmtInfId")?;
        for payment in fields::groups(batch, "TxInfAndSts")? {
            transactions.push(transaction(name.clone(), payment)?);
        }
    }
    Ok(StatusReport {
        message: clean(fields::required(header, "MsgId")?),
        created_at: text(header, "CreDtTm")?,
        original_message: of_group("OrgnlMsgId")?,
        group: of_group("GrpSts")?.map(|word| match word.as_str() {
            "ACCP" => GroupStatus::Accepted,
            "RJCT" => GroupStatus::Rejected,
            "PART" => GroupStatus::Partly,
            "PDNG" => GroupStatus::Pending,
            _ => GroupStatus::Other(word),
        }),
        transactions,
    })
}

fn transaction(batch: Option<String>, payment: &Fields) -> Result<TransactionReport, ReplyError> {
    let reason = fields::one(payment, "StsRsnInf")?;
    let code = match reason {
        Some(reason) => fields::one(reason, "Rsn")?.map_or(Ok(None), |reason| text(reason, "Cd"))?,
        None => None,
    };
    let end_to_end = match text(payment, "OrgnlEndToEndId")? {
        Some(id) => Some(id),
        None => text(payment, "EndToEndId")?,
    };
    Ok(TransactionReport {
        batch,
        instruction: text(payment, "OrgnlInstrId")?,
        end_to_end,
        status: match fields::required(payment, "TxSts")? {
            "ACCP" => TransactionStatus::Accepted,
            "RJCT" => TransactionStatus::Rejected,
            "PDNG" => TransactionStatus::Pending,
            other => TransactionStatus::Other(clean(other)),
        },
        reason: code,
        reason_text: reason.and_then(words),
        bank_reference: text(payment, "AcctSvcrRef")?,
    })
}

/// ISO 20022 cuts long explanations into several `AddtlInf`: they are words to be shown, so that all are kept.
fn words(reason: &Fields) -> Option<String> {
    let parts = reason.iter().filter_map(|(name, value)| match value {
        Value::Text(text) if name == "AddtlInf" => Some(text.trim()).filter(|text| !text.is_empty()),
        Value::Text(_) | Value::List(_) | Value::Map(_) => None,
    });
    let words = parts.map(clean).collect::<Vec<_>>().join(" ");
    Some(words).filter(|words| !words.is_empty())
}

fn text(fields: &Fields, name: &str) -> Result<Option<String>, ReplyError> {
    Ok(fields::leaf(fields, name)?.map(clean))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_tolerated_and_unknown_words_stay_open() {
        let report = "<ns:Document xmlns:ns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.14\"><ns:CstmrPmtStsRpt>\
            <ns:GrpHdr><ns:MsgId>R-1</ns:MsgId></ns:GrpHdr>\
            <ns:OrgnlGrpInfAndSts><ns:GrpSts>ACTC</ns:GrpSts></ns:OrgnlGrpInfAndSts>\
            <ns:OrgnlPmtInfAndSts><ns:TxInfAndSts><ns:TxSts>ACSP</ns:TxSts></ns:TxInfAndSts></ns:OrgnlPmtInfAndSts>\
            </ns:CstmrPmtStsRpt></ns:Document>";
        let read = read(report).unwrap();
        assert_eq!(read.group, Some(GroupStatus::Other("ACTC".to_owned())));
        assert_eq!(read.transactions[0].status, TransactionStatus::Other("ACSP".to_owned()));
    }

    #[test]
    fn an_explanation_in_parts_is_kept_whole() {
        let report = "<Document><GrpHdr><MsgId>1</MsgId></GrpHdr><OrgnlPmtInfAndSts><TxInfAndSts><TxSts>RJCT</TxSts>\
            <StsRsnInf><AddtlInf>Incorrect</AddtlInf><AddtlInf>account number</AddtlInf></StsRsnInf></TxInfAndSts>\
            </OrgnlPmtInfAndSts></Document>";
        assert_eq!(read(report).unwrap().transactions[0].reason_text.as_deref(), Some("Incorrect account number"));
    }

    #[test]
    fn what_is_no_report_is_lost_and_names_what_is_missing() {
        let twice = "<Document><GrpHdr><MsgId>1</MsgId></GrpHdr><GrpHdr><MsgId>2</MsgId></GrpHdr></Document>";
        let two_words = "<Document><GrpHdr><MsgId>1</MsgId></GrpHdr><OrgnlPmtInfAndSts><TxInfAndSts><TxSts>ACCP</TxSts>\
            <TxSts>RJCT</TxSts></TxInfAndSts></OrgnlPmtInfAndSts></Document>";
        for (document, what) in [
            ("", "no root"),
            ("<html/>", "its root is <html>"),
            ("<Document/>", "GrpHdr is missing"),
            ("<Document><GrpHdr><MsgId/></GrpHdr></Document>", "MsgId is missing"),
            (twice, "GrpHdr is there twice"),
            (two_words, "TxSts is there twice"),
            ("<!DOCTYPE d><Document/>", "a document type"),
        ] {
            match read(document) {
                Err(ReplyError::Lost(text)) => assert!(text.contains(what), "{what}: {text}"),
                other => panic!("{document}: {other:?}"),
            }
        }
    }
}

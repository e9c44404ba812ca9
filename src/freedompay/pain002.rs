//! ISO 20022 payment status reports (pain.002), as far as an operator needs them: the group's and each transaction's
//! status, and why it was rejected. Source: `spec/card-partner.md` 5.4.

use super::call::ReplyError;
use super::document::lost;
use super::fields;
use super::signature::Fields;
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
    let root = xml::read_document(document.as_bytes(), &["Document", "CstmrPmtStsRpt"])
        .map_err(|error| lost(format!("document_body: {}", clean(&error.what))))?;
    // The report stands in an envelope, or alone.
    let report = fields::children(&root, "CstmrPmtStsRpt").first().copied().unwrap_or(&root);
    let header = one(report, "GrpHdr")?.ok_or_else(|| lost("document_body: GrpHdr is missing"))?;
    let group = one(report, "OrgnlGrpInfAndSts")?;
    let mut transactions = Vec::new();
    for batch in fields::children(report, "OrgnlPmtInfAndSts") {
        let name = text(batch, "OrgnlPmtInfId");
        for payment in fields::children(batch, "TxInfAndSts") {
            transactions.push(transaction(name.clone(), payment)?);
        }
    }
    Ok(StatusReport {
        message: text(header, "MsgId").ok_or_else(|| lost("document_body: GrpHdr/MsgId is missing"))?,
        created_at: text(header, "CreDtTm"),
        original_message: group.and_then(|group| text(group, "OrgnlMsgId")),
        group: group.and_then(|group| text(group, "GrpSts")).map(|word| match word.as_str() {
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
    let reason = one(payment, "StsRsnInf")?;
    let word = text(payment, "TxSts").ok_or_else(|| lost("document_body: TxSts is missing"))?;
    let code = match reason {
        Some(reason) => one(reason, "Rsn")?.and_then(|reason| text(reason, "Cd")),
        None => None,
    };
    Ok(TransactionReport {
        batch,
        instruction: text(payment, "OrgnlInstrId"),
        end_to_end: text(payment, "OrgnlEndToEndId").or_else(|| text(payment, "EndToEndId")),
        status: match word.as_str() {
            "ACCP" => TransactionStatus::Accepted,
            "RJCT" => TransactionStatus::Rejected,
            "PDNG" => TransactionStatus::Pending,
            _ => TransactionStatus::Other(word),
        },
        reason: code,
        reason_text: reason.and_then(|reason| text(reason, "AddtlInf")),
        bank_reference: text(payment, "AcctSvcrRef"),
    })
}

/// The single group of members of a name; two of them make the report unbelievable.
fn one<'a>(fields: &'a Fields, name: &str) -> Result<Option<&'a Fields>, ReplyError> {
    match fields::children(fields, name).as_slice() {
        [] => Ok(None),
        [only] => Ok(Some(only)),
        _ => Err(lost(format!("document_body: {name} is there twice"))),
    }
}

fn text(fields: &Fields, name: &str) -> Option<String> {
    fields::text(fields, name).map(clean)
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
    fn what_is_no_report_is_lost_and_names_what_is_missing() {
        let twice = "<Document><GrpHdr><MsgId>1</MsgId></GrpHdr><GrpHdr><MsgId>2</MsgId></GrpHdr></Document>";
        for (document, what) in [
            ("", "no root"),
            ("<html/>", "its root is <html>"),
            ("<Document/>", "GrpHdr is missing"),
            ("<Document><GrpHdr><MsgId/></GrpHdr></Document>", "MsgId is missing"),
            (twice, "GrpHdr is there twice"),
            ("<!DOCTYPE d><Document/>", "a document type"),
        ] {
            match read(document) {
                Err(ReplyError::Lost(text)) => assert!(text.contains(what), "{what}: {text}"),
                other => panic!("{document}: {other:?}"),
            }
        }
    }
}

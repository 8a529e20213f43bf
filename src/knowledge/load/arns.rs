//! The ARNs of the components of a kind.

use crate::source::Diagnostic;
use crate::syntax::Node;
use crate::syntax::fields::Fields;

/// What can stand in braces.
const HOLES: [&str; 5] = ["{partition}", "{region}", "{account}", "{name}", "{path}"];

/// The patterns under `arns`; those with a fault are left out.
pub(super) fn read(fields: &Fields<'_>, faults: &mut Vec<Diagnostic>) -> Vec<String> {
    let texts = fields.texts("arns", faults);
    let read = texts.into_iter().filter_map(|(text, node)| {
        let fault = fault(&text, node);
        let is_right = fault.is_none();
        faults.extend(fault);
        is_right.then(|| text.into_owned())
    });
    read.collect()
}

fn fault(text: &str, node: Node<'_>) -> Option<Diagnostic> {
    let rest = HOLES
        .iter()
        .fold(text.to_owned(), |text, hole| text.replace(hole, ""));
    let is_right = text.starts_with("arn:{partition}:")
        && text.splitn(6, ':').count() == 6
        && (text.contains("{name}") || text.contains("{path}"))
        && !rest.contains(['{', '}']);
    let message = "expected an ARN such as `arn:{partition}:s3:::{name}`, with no other names in braces than partition, region, account, and name or path";
    (!is_right).then(|| Diagnostic::error("wrong-arn", node.span(), message))
}

//! The document itself, as JSON with two spaces of indentation.

use super::Format;
use crate::error::Error;
use crate::model::Disclosure;
use crate::view::View;

/// JSON.
pub const FORMAT: Format = Format { name: "json", extension: "json", is_text: true, emit };

#[expect(clippy::unnecessary_wraps, reason = "the signature is the register's, where others can fail")]
fn emit(disclosure: &Disclosure, _: &View) -> Result<Vec<u8>, Error> {
    let mut bytes = serde_json::to_vec_pretty(disclosure)
        .expect("the model has string keys and cannot fail to serialize");
    bytes.push(b'\n');
    Ok(bytes)
}

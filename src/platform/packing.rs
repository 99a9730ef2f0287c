//! Packs a text so that an address can hold it: deflated by the browser, as base64url, after the number of the packing format. The size
//! of the unpacked text is bounded, however small the packed text is. Does not interpret the text.

use js_sys::{Array, Function, Reflect, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ReadableStream, ReadableStreamDefaultReader, ReadableWritablePair, Response, WritableStream};

use latch_ecs::base64url;

/// Longer texts, in bytes, are neither packed nor unpacked: a text is unpacked before anybody is asked, so it must not take long. Links
/// that browsers accept hold only a fraction of this.
pub const MOST_BYTES: usize = 2 * 1_024 * 1_024;

/// Format 1: raw deflate (no header), then base64url.
const WAY: &str = "1";

/// Why a text could not be packed or unpacked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PackProblem {
    /// The browser cannot deflate.
    Unsupported,
    /// The text was not made by `pack`, or part of it is missing.
    Damaged,
    /// A newer build packed the text.
    Newer,
    /// The text is larger than `MOST_BYTES`.
    TooLarge,
}

pub fn pack(text: String, then: impl FnOnce(Result<String, PackProblem>) + 'static) {
    spawn_local(async move {
        if text.len() > MOST_BYTES {
            return then(Err(PackProblem::TooLarge));
        }
        let packed = deflated(&text).await.map_err(|_| PackProblem::Unsupported);
        then(packed.map(|bytes| format!("{WAY}.{}", base64url::encode(&bytes))));
    });
}

pub fn unpack(packed: &str, then: impl FnOnce(Result<String, PackProblem>) + 'static) {
    let bytes = match packed.split_once('.') {
        Some((WAY, body)) => base64url::decode(body).ok_or(PackProblem::Damaged),
        Some((way, _)) if way.parse::<u32>().is_ok() => Err(PackProblem::Newer),
        _ => Err(PackProblem::Damaged),
    };
    spawn_local(async move {
        then(match bytes {
            Ok(bytes) => inflated(&bytes).await,
            Err(problem) => Err(problem),
        });
    });
}

async fn deflated(text: &str) -> Result<Vec<u8>, JsValue> {
    let packed = stream(text.as_bytes())?.pipe_through(&way("CompressionStream")?);
    let bytes = JsFuture::from(Response::new_with_opt_readable_stream(Some(&packed))?.array_buffer()?).await?;
    Ok(Uint8Array::new(&bytes).to_vec())
}

async fn inflated(bytes: &[u8]) -> Result<String, PackProblem> {
    let way = way("DecompressionStream").map_err(|_| PackProblem::Unsupported)?;
    let plain = stream(bytes).map_err(|_| PackProblem::Damaged)?.pipe_through(&way);
    let reader: ReadableStreamDefaultReader = plain.get_reader().unchecked_into();
    let mut out = Vec::new();
    loop {
        let piece = JsFuture::from(reader.read()).await.map_err(|_| PackProblem::Damaged)?;
        let field = |name: &str| Reflect::get(&piece, &name.into()).unwrap_or(JsValue::UNDEFINED);
        if field("done").is_truthy() {
            break;
        }
        let bytes: Uint8Array = field("value").dyn_into().map_err(|_| PackProblem::Damaged)?;
        if out.len() + bytes.length() as usize > MOST_BYTES {
            // Nothing more is read, so nothing more is unpacked; if it cannot be cancelled, there is nobody to report it to.
            let _ = reader.cancel();
            return Err(PackProblem::TooLarge);
        }
        out.extend(bytes.to_vec());
    }
    String::from_utf8(out).map_err(|_| PackProblem::Damaged)
}

/// The stream that deflates or inflates. web-sys marks it as unstable, though every current browser has it.
fn way(class: &str) -> Result<ReadableWritablePair, JsValue> {
    let class: Function = Reflect::get(&window(), &class.into())?.dyn_into()?;
    let way = Reflect::construct(&class, &Array::of1(&"deflate-raw".into()))?;
    let readable: ReadableStream = Reflect::get(&way, &"readable".into())?.dyn_into()?;
    let writable: WritableStream = Reflect::get(&way, &"writable".into())?.dyn_into()?;
    Ok(ReadableWritablePair::new(&readable, &writable))
}

fn stream(bytes: &[u8]) -> Result<ReadableStream, JsValue> {
    let body = Response::new_with_opt_js_u8_array(Some(&Uint8Array::from(bytes)))?.body();
    body.ok_or(JsValue::UNDEFINED)
}

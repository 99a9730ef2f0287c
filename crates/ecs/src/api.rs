//! The wire protocol of ECS (RPC, 2014-05-26): `(action, params)` becomes a command, or a read of the world, and its result becomes
//! `(status, JSON)`. What a command does is decided by the same rules as for the pages.
//!
//! ```text
//! parse(action, params) ─► Request ─┬─ command ─► rules::decide ─► answer(request, world after, …) ─► Response
//!                                   └─ no command ─► read(request, world, …) ─────────────────────► Response
//! ```

pub mod equivalent;
pub mod errors;
pub mod notations;
pub mod operations;
pub mod params;
mod recorded;
pub mod scenario;
pub mod schema;
pub mod simulate;
pub mod step;
mod writer;

use serde_json::{Map, Value, json};

use latch_rules::{Answer, Command, Reason, Refusal, World, ids::digest};
use operations::{Kind, Operation};
use params::Params;

/// The response to a call: HTTP status and JSON body.
#[derive(Clone, PartialEq, Debug)]
pub struct Response {
    pub status: u16,
    pub body: Value,
}

impl Response {
    /// A success: the operation's own fields and the request id.
    #[must_use]
    pub fn done(mut body: Map<String, Value>, request_id: &str) -> Self {
        body.insert("RequestId".into(), json!(request_id));
        Self { status: 200, body: Value::Object(body) }
    }

    /// A refusal, with the error code and message of `action`.
    #[must_use]
    pub fn refused(action: &str, refusal: &Refusal, request_id: &str) -> Self {
        let error = errors::wire(action, refusal);
        Self { status: error.status, body: Value::Object(error.body(request_id)) }
    }
}

/// A parsed call.
#[derive(Clone, Debug)]
pub struct Request {
    pub operation: &'static Operation,
    pub params: Params,
    /// The command of the call, wrapped in `Command::Once` if the call has a `ClientToken` (docs/ecs.md 3.4); `None` if it only reads.
    pub command: Option<Command>,
}

/// Parses a call.
///
/// # Errors
/// `UnknownAction`, or the parameter that is malformed or not supported. Whether the call may be carried out is not checked here.
pub fn parse(action: &str, params: &Value) -> Result<Request, Refusal> {
    let operation = operations::find(action).ok_or_else(|| Refusal::whole(Reason::UnknownAction))?;
    let mut params = Params::read(params)?;
    no_list(operation, &params)?;
    let client_token = if operation.takes_token() { client_token(&params)? } else { None };
    let command = match operation.kind {
        Kind::Reads(_) => None,
        Kind::Writes(writes) => Some((writes.command)(&params)?),
    };
    let is_left_out = |name: &str, value: &str| {
        schema::not_simulated(action, name, value) || !value.is_empty() && schema::is_misspelt(action, name)
    };
    if let Some((name, _)) = params.iter().find(|(name, value)| is_left_out(name, value)) {
        return Err(Refusal::field(Reason::UnsupportedParameter, name));
    }
    params.forget_secrets();
    let command = match (command, client_token) {
        (Some(command), Some(token)) => Some(once(operation.name, &params, &token, command)),
        (command, _) => command,
    };
    Ok(Request { operation, params, command })
}

/// Refuses a numbered list (`InstanceId.1`) for a parameter that takes one value: the operation would reach at most one of the instances.
fn no_list(operation: &Operation, params: &Params) -> Result<(), Refusal> {
    let is_single =
        |name: &str| operation.parameters.iter().any(|one| one.name == name && one.kind != schema::Kind::JsonList);
    let mut lists = params.iter().filter(|(full, _)| {
        let (name, last) = full.rsplit_once('.').unwrap_or_default();
        !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit()) && is_single(name)
    });
    lists.next().map_or(Ok(()), |(full, _)| Err(params::malformed(full)))
}

/// The command with its `ClientToken`. The fingerprint covers the values of the operation's own parameters, in whatever form they were
/// sent. Parameters about the request (`Signature`, `TimeStamp`, …) differ each time and are left out, as are passwords (R16).
fn once(action: &str, params: &Params, token: &str, command: Command) -> Command {
    let said: Vec<String> = params
        .iter()
        .filter(|(name, _)| *name != "ClientToken" && schema::is_parameter(action, name))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    Command::Once {
        token: format!("{action}:{token}").into(),
        fingerprint: digest(&said.join("\n")),
        command: Box::new(command),
    }
}

/// At most 64 ASCII characters.
fn client_token(params: &Params) -> Result<Option<Box<str>>, Refusal> {
    match params.text("ClientToken") {
        Some(token) if token.len() > 64 || !token.is_ascii() => Err(params::malformed("ClientToken")),
        token => Ok(token.map(Into::into)),
    }
}

/// The response body of a call that only reads. A call with a command is refused here: `answer` handles it.
///
/// # Errors
/// Why the call is refused.
pub fn ask(request: &Request, world: &World) -> Result<operations::Body, Refusal> {
    match request.operation.kind {
        Kind::Reads(read) => read(&request.params, world),
        Kind::Writes(_) => Err(Refusal::whole(Reason::ReadOnly)),
    }
}

/// Answers a call that only reads.
#[must_use]
pub fn read(request: &Request, world: &World, request_id: &str) -> Response {
    match ask(request, world) {
        Ok(body) => Response::done(body, request_id),
        Err(refusal) => Response::refused(request.operation.name, &refusal, request_id),
    }
}

/// Answers a call whose command was decided. `world` is the world after the command.
#[must_use]
pub fn answer(request: &Request, world: &World, result: &Result<Answer, Refusal>, request_id: &str) -> Response {
    let name = request.operation.name;
    match (result, request.operation.kind) {
        (Ok(answer), Kind::Writes(writes)) => {
            let done = operations::Done { params: &request.params, answer, world, request_id };
            Response::done((writes.body)(&done), request_id)
        }
        (Ok(_), Kind::Reads(_)) => read(request, world, request_id),
        (Err(refusal), _) => Response::refused(name, refusal, request_id),
    }
}

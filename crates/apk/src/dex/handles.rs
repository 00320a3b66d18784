//! Method handles and call sites: what `invoke-custom` and lambdas resolve to.

use super::cursor::Cursor;
use super::table::{le16, le32};
use super::value::{self, Value};
use super::Dex;

/// What a method handle does with its member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandleKind {
    StaticPut,
    StaticGet,
    InstancePut,
    InstanceGet,
    InvokeStatic,
    InvokeInstance,
    InvokeConstructor,
    InvokeDirect,
    InvokeInterface,
}

/// Row of `method_handles`; `member` is a field index for the first four kinds, else a method index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MethodHandle {
    pub kind: HandleKind,
    pub member: u32,
}

impl MethodHandle {
    /// Method index, when the handle calls something.
    pub fn method(&self) -> Option<u32> {
        match self.kind {
            HandleKind::StaticPut
            | HandleKind::StaticGet
            | HandleKind::InstancePut
            | HandleKind::InstanceGet => None,
            _ => Some(self.member),
        }
    }
}

/// A call site: bootstrap handle, name, method type (proto index) and further constant arguments.
#[derive(Debug, Clone, PartialEq)]
pub struct CallSite {
    pub bootstrap: MethodHandle,
    /// String index.
    pub name: u32,
    /// Proto index; its return type is the interface a lambda implements.
    pub proto: u32,
    pub arguments: Vec<Value>,
    /// First method handle among the arguments: the lambda's body under `LambdaMetafactory`.
    pub implementation: Option<MethodHandle>,
}

impl Dex<'_> {
    pub fn method_handle(&self, index: u32) -> Option<MethodHandle> {
        let &[a, b, _, _, c, d, _, _] = self.method_handles.get(index)?;
        let kind = match le16([a, b]) {
            0 => HandleKind::StaticPut,
            1 => HandleKind::StaticGet,
            2 => HandleKind::InstancePut,
            3 => HandleKind::InstanceGet,
            4 => HandleKind::InvokeStatic,
            5 => HandleKind::InvokeInstance,
            6 => HandleKind::InvokeConstructor,
            7 => HandleKind::InvokeDirect,
            8 => HandleKind::InvokeInterface,
            _ => return None,
        };
        Some(MethodHandle { kind, member: u32::from(le16([c, d])) })
    }

    /// The call site an `invoke-custom` names.
    pub fn call_site(&self, index: u32) -> Option<CallSite> {
        let offset = le32(*self.call_sites.get(index)?);
        let values = value::read_array(
            &mut Cursor::at(self.data, offset)?,
            &mut value::Allowance::new(self.max_depth),
        )?;
        let mut values = values.into_iter();
        let (Some(Value::MethodHandle(bootstrap)), Some(Value::String(name)), Some(Value::MethodType(proto))) =
            (values.next(), values.next(), values.next())
        else {
            return None;
        };
        let arguments: Vec<Value> = values.collect();
        let implementation = arguments.iter().find_map(|value| match value {
            Value::MethodHandle(handle) => self.method_handle(*handle),
            _ => None,
        });
        Some(CallSite { bootstrap: self.method_handle(bootstrap)?, name, proto, arguments, implementation })
    }
}

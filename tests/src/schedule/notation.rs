//! There is one way to write a program, which every reader understands. serde takes
//! more than that, and says less about what it doesn't take.

use serde_json::Value;

use super::program::Program;

/// Looks at the outline of a program before serde does.
pub(super) fn before(value: &Value) -> Result<(), String> {
    if !value.is_object() {
        return Err("a program is a JSON object with `tasks`".to_owned());
    }
    for (task, ops) in value["tasks"].as_object().into_iter().flatten() {
        for (index, op) in ops.as_array().into_iter().flatten().enumerate() {
            let is_one = match op {
                Value::String(op) => op == "yield",
                Value::Object(op) => op.len() == 1,
                _ => false,
            };
            if !is_one {
                return Err(format!(
                    "tasks.{task}[{index}]: an operation is \"yield\", or an object with \
                     one key, its name"
                ));
            }
        }
    }
    Ok(())
}

/// Compares what serde has read with what was written: it also takes a list for the
/// fields of a `wait`.
pub(super) fn after(program: &Program, value: &Value) -> Result<(), String> {
    for (task, ops) in &program.tasks {
        for (index, op) in ops.iter().enumerate() {
            let op = serde_json::to_value(op).expect("an operation is JSON");
            if value["tasks"][task][index] != op {
                return Err(format!("tasks.{task}[{index}]: write it {op}"));
            }
        }
    }
    Ok(())
}

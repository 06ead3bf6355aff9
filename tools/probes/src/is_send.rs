/// Says whether a value is [`Send`]: for futures, whose types have no names.
///
/// The future has to come from another function: what an `async` block in the same one
/// holds isn't known yet when the question is put, and the compilation ends. Inside a
/// generic function, the answer would be the one for all types, as with
/// [`implements!`](crate::implements).
///
/// ```
/// use std::rc::Rc;
///
/// async fn travels() -> u8 {
///     std::future::ready(7).await
/// }
/// async fn stays() -> u8 {
///     let here = Rc::new(7);
///     std::future::ready(()).await;
///     *here
/// }
/// assert!(probes::is_send!(travels()));
/// assert!(!probes::is_send!(stays()));
/// ```
#[macro_export]
macro_rules! is_send {
    ($value:expr) => {{
        // An inherent method goes before one from a trait.
        #[allow(unused_imports)]
        use $crate::__NotSend as _;
        $crate::__IsSend(&$value).is_send()
    }};
}

/// For [`is_send!`](crate::is_send).
#[doc(hidden)]
#[derive(Debug)]
pub struct __IsSend<'a, T>(pub &'a T);

impl<T: Send> __IsSend<'_, T> {
    /// The answer for types that are `Send`.
    #[must_use]
    pub fn is_send(&self) -> bool {
        true
    }
}

/// For [`is_send!`](crate::is_send).
#[doc(hidden)]
pub trait __NotSend {
    /// The answer for other types.
    #[must_use]
    fn is_send(&self) -> bool {
        false
    }
}

impl<T> __NotSend for __IsSend<'_, T> {}

/// Says whether a type has a trait, where a bound would end the compilation.
///
/// The type has to be written out: inside a generic function, the answer would be the
/// one for all types, `false`.
///
/// ```
/// use std::rc::Rc;
/// use std::sync::Arc;
///
/// assert!(probes::implements!(Arc<u8>: Send));
/// assert!(!probes::implements!(Rc<u8>: Send));
/// assert!(probes::implements!(std::future::Ready<u8>: Future<Output = u8>));
/// ```
#[macro_export]
macro_rules! implements {
    ($type:ty: $($trait:tt)+) => {{
        struct Question<T: ?Sized>(::std::marker::PhantomData<T>);
        // An inherent constant goes before one from a trait.
        #[allow(dead_code)]
        impl<T: ?Sized + $($trait)+> Question<T> {
            const ANSWER: bool = true;
        }
        #[allow(unused_imports)]
        use $crate::__Fallback as _;
        impl<T: ?Sized> $crate::__Fallback for Question<T> {}
        <Question<$type>>::ANSWER
    }};
}

/// For [`implements!`](crate::implements).
#[doc(hidden)]
pub trait __Fallback {
    /// The answer for types without the trait.
    const ANSWER: bool = false;
}

/// Ends a check with a code, unless a condition holds.
///
/// After the code come what was expected and what happened, both as for `format!`
/// with names in the braces. Values that aren't names go before them.
///
/// ```
/// use verdict::{Outcome, codes, ensure};
///
/// fn third_poll(polls: usize) -> Outcome {
///     ensure!(polls == 3, codes::POLL_COUNT, "3 polls", "{polls} polls");
///     Ok(())
/// }
/// assert!(third_poll(3).is_ok());
/// assert!(third_poll(4).is_err());
/// ```
#[macro_export]
macro_rules! ensure {
    ($condition:expr, $code:expr, $expected:literal, $actual:literal $(,)?) => {
        if !$condition {
            return ::std::result::Result::Err(
                $crate::Wrong::new($code)
                    .expected(::std::format_args!($expected))
                    .actual(::std::format_args!($actual)),
            );
        }
    };
}

/// Ends a check with a code: [`ensure!`](crate::ensure) without a condition.
#[macro_export]
macro_rules! wrong {
    ($code:expr, $expected:literal, $actual:literal $(,)?) => {
        return ::std::result::Result::Err(
            $crate::Wrong::new($code)
                .expected(::std::format_args!($expected))
                .actual(::std::format_args!($actual)),
        )
    };
}

//! The page in a real browser, with real keys.
//!
//! This runs where there is a Chromium, and says so where there is none. It talks to
//! it through a pair of pipes rather than through a crate: those that drive browsers
//! take longer to build than everything that is tested here.

mod chrome;
mod runs;

mod compared;
mod dimmed;
mod keys;
mod large;
mod looks;
mod moments;
mod predict;

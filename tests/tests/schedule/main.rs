//! The order in which things happen is asyncio's: random programs are run on steps 4
//! and 5, on tokio and on CPython's asyncio, and must print the same lines.
//!
//! Where there is no Python 3.11 or later, recorded traces are compared instead. To
//! name an interpreter: `PYTHON=python3.13`. To begin with another random program than
//! that of seed 0: `SCHEDULE_SEED=5000`.

mod asyncio;

mod agree;
mod differences;
mod seed;

mod broken;
mod caught;

mod shrink;
mod side_by_side;

mod command;
mod refused;

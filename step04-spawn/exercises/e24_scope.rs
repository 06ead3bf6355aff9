//! Exercise 24: a scope that takes all its children along.
//!
//! A task that was spawned runs on by itself, and whoever forgets it will never know how
//! it ended. A *scope* doesn't forget. When it is over, so are all tasks that were
//! spawned in it: either they are done, or one has failed and the others are cancelled.
//! asyncio calls this a `TaskGroup`.
//!
//! The loop is that of step 4: `step04_spawn::spawn`, its join handles, or what else you
//! like of it.
//!
//! Reread "What the seed leaves out" in step 4. Check it with
//! `cargo learn check e24_scope`.

/// Spawns children. Its clones are of the same scope: so a child may hold one, and spawn.
pub struct Scope<E: 'static> {
    /// Yours to replace.
    failed: Option<E>,
}

impl<E: 'static> Scope<E> {
    /// Spawns a child: a task that runs beside the others.
    pub fn spawn(&self, child: impl Future<Output = Result<(), E>> + 'static) {
        todo!()
    }
}

impl<E: 'static> Clone for Scope<E> {
    fn clone(&self) -> Self {
        todo!()
    }
}

/// Runs the future that `body` makes, and beside it every child that is spawned in its
/// scope meanwhile. It is ready when all of them are over, and gives the output of the
/// body.
///
/// As soon as one fails, be it a child or the body, all the others are cancelled. When
/// they are gone, the scope gives that error.
///
/// A child that panics has failed, too. When all are gone, its panic goes on here.
///
/// Should the scope be dropped before its end, all children are aborted.
pub async fn scope<T, E, F>(body: impl FnOnce(Scope<E>) -> F) -> Result<T, E>
where
    E: 'static,
    F: Future<Output = Result<T, E>>,
{
    todo!()
}

//! Verdict: E-CHILD-LEFT
//!
//! Spawns the children on the loop, and trusts the loop with them.

use std::marker::PhantomData;

use step04_spawn::spawn;

pub struct Scope<E: 'static>(PhantomData<E>);

impl<E: 'static> Scope<E> {
    pub fn spawn(&self, child: impl Future<Output = Result<(), E>> + 'static) {
        drop(spawn(child));
    }
}

impl<E: 'static> Clone for Scope<E> {
    fn clone(&self) -> Self {
        Self(PhantomData)
    }
}

pub async fn scope<T, E, F>(body: impl FnOnce(Scope<E>) -> F) -> Result<T, E>
where
    E: 'static,
    F: Future<Output = Result<T, E>>,
{
    body(Scope(PhantomData)).await
}

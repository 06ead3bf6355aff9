//! When a thread has nothing to poll.

mod runs;

use std::time::Duration;

use runs::on_step04;
use step04_spawn::{sleep, spawn, yield_now};
use timeline::{Recording, Story};

/// How long each park is, in seconds.
fn parks(recording: &Recording) -> Vec<u64> {
    let story = Story::new(recording);
    story.parks.iter().map(|park| park.length(&story).as_secs()).collect()
}

#[test]
fn a_thread_parks_until_the_next_timer() {
    let recording = on_step04(|_| async {
        sleep(Duration::from_secs(3)).await;
        yield_now().await;
        sleep(Duration::from_secs(4)).await;
    });
    assert_eq!(parks(&recording), [3, 4]);
}

#[test]
fn a_task_that_is_made_and_never_polled_keeps_no_thread_awake() {
    let recording = on_step04(|recorder| async move {
        let never = recorder.task("never", async {});
        sleep(Duration::from_secs(3)).await;
        drop(never);
        sleep(Duration::from_secs(4)).await;
    });
    assert_eq!(parks(&recording), [3, 4]);
    let story = Story::new(&recording);
    assert!(story.lives[1].never_queued);
    let park = story.parks[0].from;
    assert_eq!(story.moment(park).queues, [[0; 0]], "nor is it in the run queue");
}

#[test]
fn a_task_that_is_spawned_too_late_is_in_the_queue_and_never_polled() {
    let recording = on_step04(|recorder| async move {
        sleep(Duration::from_secs(3)).await;
        drop(spawn(recorder.task("late", async {})));
    });
    let story = Story::new(&recording);
    let spawned = story.lives[1].spawned.expect("it is in the recording");
    assert_eq!(story.moment(spawned).queues, [[1]]);
    assert_eq!(parks(&recording), [3]);
}

//! The mistakes that have a name.
//!
//! A code says one thing about the code that it was found in, in one sentence that
//! teaches, and names the section of the book to reread. To add one, add an entry to
//! [`DIAGNOSES`]' table below; at least one wrong answer of some exercise has to be
//! told by it.

/// The name of a mistake.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Code {
    /// As it is shown: `E-LATEST-WAKER`.
    pub id: &'static str,
    /// One or two sentences that teach.
    pub teaches: &'static str,
    /// The section to reread, such as `book/src/step02.md#parker`. Empty for the
    /// guards' codes: then it is the exercise's own.
    pub section: &'static str,
}

/// Finds a code by its [`id`](Code::id).
#[must_use]
pub fn find(id: &str) -> Option<Code> {
    DIAGNOSES.iter().chain(GUARDS).find(|code| code.id == id).copied()
}

macro_rules! table {
    (
        $(#[$about:meta])* $table:ident:
        $($name:ident $id:literal $section:literal $teaches:literal)*
    ) => {
        $(
            #[doc = $teaches]
            pub const $name: Code =
                Code { id: $id, teaches: $teaches, section: $section };
        )*
        $(#[$about])*
        pub const $table: &[Code] = &[$($name),*];
    };
}

table! {
    /// What a check finds. Each is proved by a wrong answer.
    DIAGNOSES:

    WRONG_OUTPUT "E-WRONG-OUTPUT" "book/src/step01.md#idea"
        "A future's result is what its last poll says inside `Ready`: hand on that value."

    POLL_COUNT "E-POLL-COUNT" "book/src/step01.md#idea"
        "Each call of `poll` is one poll, whether it says `Pending` or `Ready`."

    NOT_LAZY "E-NOT-LAZY" "book/src/step01.md#idea"
        "A future does nothing by itself: whatever it does, it does in a poll."

    ONE_STEP "E-ONE-STEP" "book/src/step01.md#idea"
        "A poll goes as far as it can without waiting, and returns: `Pending` lets the others have their turn."

    STATE_FORGOTTEN "E-STATE-FORGOTTEN" "book/src/step01.md#idea"
        "The variables of `poll` are gone when it returns: what the next poll has to know belongs into the future."

    SHARED_STATE "E-SHARED-STATE" "book/src/step01.md#idea"
        "Each future has a state of its own: many of the same kind are on their way at once."

    STOPS_BETWEEN "E-STOPS-BETWEEN" "book/src/step01.md#idea"
        "`Pending` is for when something else says so: as long as nothing does, the poll goes on."

    KEPT_TOO_LONG "E-KEPT-TOO-LONG" "book/src/step01.md#idea"
        "What was awaited is dropped when its `await` is over, before the next line runs."

    OTHER_ORDER "E-OTHER-ORDER" "book/src/step01.md#idea"
        "What happens is right, and when it happens isn't: compare line by line."

    SEQUENTIAL "E-SEQUENTIAL" "book/src/step01.md#side-by-side"
        "To run side by side, all are polled in each poll: who waits must not keep the next from being asked."

    RESULT_ORDER "E-RESULT-ORDER" "book/src/step01.md#side-by-side"
        "Who ends first is chance, and the outputs stand in the order in which the futures were given."

    EMPTY "E-EMPTY" "book/src/step01.md#side-by-side"
        "Nobody to wait for is nothing to wait for: it is done at once."

    WAITS_FOR_LOSER "E-WAITS-FOR-LOSER" "book/src/step01.md#side-by-side"
        "The first answer ends a race: whoever waits for the other one too is joining."

    TIE_ORDER "E-TIE-ORDER" "book/src/step01.md#side-by-side"
        "Both were ready in the same poll, and the rule says who wins: without a rule, no two runs are alike."

    LOSER_POLLED "E-LOSER-POLLED" "book/src/step01.md#side-by-side"
        "The race was decided, and the loser was polled all the same: each poll may do something that nobody wants any more."

    LOSER_KEPT "E-LOSER-KEPT" "book/src/step01.md#side-by-side"
        "To cancel is to drop: as long as somebody has the loser, it holds what it holds."

    DONE_UNSAID "E-DONE-UNSAID" "book/src/step01.md#loop"
        "It is done as soon as a poll has said `Ready`, and not when somebody asks again."

    GAVE_UP "E-GAVE-UP" "book/src/step01.md#loop"
        "Nobody knows how many polls a future takes: ask until it is ready."

    POLL_AFTER_READY "E-POLL-AFTER-READY" "book/src/step01.md#loop"
        "A finished future was polled again: forget it once it has said `Ready`."

    NOT_DROPPED "E-NOT-DROPPED" "book/src/step01.md#loop"
        "Whoever runs a future to its end also drops it, with all that it holds."

    NO_WAKER "E-NO-WAKER" "book/src/step02.md#idea"
        "It said `Pending` and kept no clone of `cx.waker()`: nobody can ever wake this task."

    NOT_WOKEN "E-NOT-WOKEN" "book/src/step02.md#idea"
        "A wake that was due never came: whoever changes the answer has to call the stored waker."

    LATEST_WAKER "E-LATEST-WAKER" "book/src/step02.md#which-waker"
        "Only the waker of the latest poll counts: the task may have moved since the first."

    WAKER_PILE "E-WAKER-PILE" "book/src/step02.md#which-waker"
        "One waker for each task that waits is enough: replace the old one, see `Waker::will_wake` and `clone_from`."

    SELF_WAKE "E-SELF-WAKE" "book/src/step02.md#idea"
        "The poll woke its own task although nothing had happened: that is asking without end, with more steps."

    SPINS "E-SPINS" "book/src/step02.md#loop"
        "Between two polls there has to be a wake: until it comes, the thread sleeps."

    LOST_WAKE "E-LOST-WAKE" "book/src/step02.md#parker"
        "The wake came before the thread slept, and was lost: remember it in a flag, under the same lock."

    UNPARK "E-UNPARK" "book/src/step02.md#threads"
        "The flag was set, but nobody unparked the thread that sleeps."

    NO_EVENT "E-NO-EVENT" "book/src/step02.md#idea"
        "It was ready, and nothing had happened: a poll proves nothing, so look at the state each time."

    FORGOTTEN "E-FORGOTTEN" "book/src/step02.md#oneshot"
        "It had happened before anybody asked, and had left no mark: a wake alone says nothing to those who come later."

    PAST_LIMIT "E-PAST-LIMIT" "book/src/step02.md#loop"
        "Wakes kept it going past its limit: work out the deadline once, and look at the clock after each wake too."

    SPURIOUS "E-SPURIOUS" "book/src/step02.md#parker"
        "A condvar may return although nothing has changed: look at the mark again, in a loop."

    MARK_LEFT "E-MARK-LEFT" "book/src/step02.md#parker"
        "One wake ended more than one park: a park uses up the wakes that end it."

    VALUE_LOST "E-VALUE-LOST" "book/src/step02.md#oneshot"
        "A value is lost: what was sent has to be received, or to come back to its sender."

    DROP_SILENT "E-DROP-SILENT" "book/src/step02.md#oneshot"
        "One half was dropped, and the other half waits for it: to go away changes the answer too, so it has to wake."

    UNREAD_KEPT "E-UNREAD-KEPT" "book/src/step02.md#oneshot"
        "Nobody can take the value any more, and it is still held: drop it with the half that should have taken it."

    UNWIND_COUNT "E-UNWIND-COUNT" "book/src/step02.md#raw-waker"
        "A panic in the middle left a count or a mark wrong: unwinding drops what is yours, and skips the lines that follow."

    FIRST_POLL "E-FIRST-POLL" "book/src/step02.md#idea"
        "A future that was never polled has given nobody a waker: its first poll comes without a wake."

    CHILD_FORGOTTEN "E-CHILD-FORGOTTEN" "book/src/step02.md#which-waker"
        "A child was woken, and the next poll left it out: between two polls, any number of children may be woken."

    WHICH_CHILD "E-WHICH-CHILD" "book/src/step02.md#which-waker"
        "A child was polled although nobody had woken it: only its own waker can say which one it was."

    NESTED_BLOCK_ON "E-NESTED-BLOCK-ON" "book/src/step02.md#one-loop"
        "A loop inside a loop would hold up everything on the outer one: one running loop per thread, and the second panics."

    TIMER_SLEEPS "E-TIMER-SLEEPS" "book/src/step03.md#idea"
        "`poll` must return at once: hand the deadline to the loop instead of sleeping until it."

    NO_TIMER "E-NO-TIMER" "book/src/step03.md#idea"
        "It waits for a moment, and no timer is set for that: nobody will wake it when the moment comes."

    DEADLINE_MOVED "E-DEADLINE-MOVED" "book/src/step03.md#loop"
        "A deadline is a moment: work it out once and keep it, or it moves away with every look."

    WRONG_CLOCK "E-WRONG-CLOCK" "book/src/step03.md#loop"
        "A loop has one clock, and that may be a virtual one: ask the loop for the time, not the system."

    TOO_EARLY "E-TOO-EARLY" "book/src/step03.md#loop"
        "Only the clock says whether a deadline has come: to be polled, or woken, is no proof of it."

    DUE_NOW "E-DUE-NOW" "book/src/step03.md#loop"
        "A deadline has come as soon as the clock shows it: `>=`, not `>`. A virtual clock stops exactly there, and would wait for ever."

    TIME_OVERFLOW "E-TIME-OVERFLOW" "book/src/step03.md#loop"
        "An `Instant` has an end, and to add a span that leads beyond it is a panic: such a span means never."

    NEXT_DEADLINE "E-NEXT-DEADLINE" "book/src/step03.md#loop"
        "The loop parks until the next deadline, so that has to be the earliest that is still to come."

    EARLIEST_FIRST "E-EARLIEST-FIRST" "book/src/step03.md#loop"
        "What is due fires in the order of the deadlines, the earliest first, also when all of it is late."

    TIMER_LOST "E-TIMER-LOST" "book/src/step03.md#wheel"
        "Two timers may have the same deadline: a place that holds only one of them loses the other."

    EQUAL_DEADLINES "E-EQUAL-DEADLINES" "book/src/step03.md#wheel"
        "Equal deadlines fire in the order in which they were set, and something has to remember that order."

    TIMER_LATE "E-TIMER-LATE" "book/src/step03.md#wheel"
        "The time went past a deadline, and its timer did not fire: whoever moves the time on has to look at every place that it passes."

    TICKS_THROUGH "E-TICKS-THROUGH" "book/src/step03.md#wheel"
        "The time jumps, and to walk through every tick on the way takes as long as the jump is wide: look at each slot once at most."

    NOT_A_WHEEL "E-NOT-A-WHEEL" "book/src/step03.md#wheel"
        "To set a timer must not mean to move all the others: in a wheel, a deadline finds its place by itself."

    TIMER_KEPT "E-TIMER-KEPT" "book/src/step03.md#cancelling"
        "A timer is still set that nobody waits for any more: cancel it, or the loop wakes up for nothing."

    TIE "E-TIE" "book/src/step03.md#timeout"
        "The result and the limit were there at the same time: then the future has won. Poll it first, or its result is thrown away."

    LATENESS "E-LATENESS" "book/src/step03.md#timeout"
        "Whether a result is late, only the clock can say, and only once the result is there: ask it after the poll."

    FIRST_TICK "E-FIRST-TICK" "book/src/step03.md#interval"
        "The first tick of an interval comes at once; the period is what lies between two ticks."

    TICK_LOST "E-TICK-LOST" "book/src/step03.md#interval"
        "A future may be dropped at any `.await`: what it has written down before that has to be true without the rest."

    DRIFT "E-DRIFT" "book/src/step03.md#interval"
        "Ticks keep their distance from the first one, so lateness must not add up, and no rounding either."

    BURST "E-BURST" "book/src/step03.md#interval"
        "Ticks came too close to each other: after a late one, `Skip` leaves out all that was missed, and `Delay` waits a whole period."

    CATCH_UP "E-CATCH-UP" "book/src/step03.md#interval"
        "Ticks that were missed were left out, although all of them were to come: each one, without a wait."

    COUNTS_MISSED "E-COUNTS-MISSED" "book/src/step03.md#interval"
        "To go through all that was missed, one by one, takes the longer the longer the pause was: divide instead."

    QUEUED_LATE "E-QUEUED-LATE" "book/src/step04.md#run-queue"
        "A wake during the poll was taken for one that is queued already: clear the mark before the poll, not after."

    DOUBLE_QUEUE "E-DOUBLE-QUEUE" "book/src/step04.md#run-queue"
        "Many wakes before a poll make one poll: ask whether the task is queued already."

    WAKER_KEPT "E-WAKER-KEPT" "book/src/step02.md#which-waker"
        "A waker is still held after the future was ready or dropped: so its task can never be freed."

    ARC_CYCLE "E-ARC-CYCLE" "book/src/step04.md#task-waker"
        "The task holds the future, the future its waker, and the waker the task: somebody has to break the circle."

    BORROW_ACROSS_WAKE "E-BORROW-ACROSS-WAKE" "book/src/step04.md#foreign"
        "A waker may do anything, even come back here: take it out, end the borrow, then wake."

    LOCK_ACROSS_POLL "E-LOCK-ACROSS-POLL" "book/src/step04.md#foreign"
        "A poll may wake and spawn, and so may a destructor, and both need the lock for it: release it before."

    PANIC_IN_WAKE "E-PANIC-IN-WAKE" "book/src/step04.md#foreign"
        "A waker that panics is its owner's trouble: the others must still be woken."

    LATE_JOIN "E-LATE-JOIN" "book/src/step04.md#join-handle"
        "The task was done before anyone asked: store its result until it is taken."

    JOIN_NOT_WOKEN "E-JOIN-NOT-WOKEN" "book/src/step04.md#join-handle"
        "The task finished, but whoever awaits its join handle was not woken."

    HANDLE_DROP "E-HANDLE-DROP" "book/src/step04.md#join-handle"
        "To drop a join handle means to detach: the task runs on, and nobody takes its result."

    LIFO "E-LIFO" "book/src/step04.md#run-queue"
        "A run queue is first in, first out: who came first is polled first."

    STARVATION "E-STARVATION" "book/src/step04.md#run-queue"
        "A task that wakes itself goes to the end of the queue, behind those who wait."

    SPAWN_INSIDE "E-SPAWN-INSIDE" "book/src/step04.md#foreign"
        "A task may spawn while it is polled: don't hold the queue meanwhile."

    LEFT_IN_QUEUE "E-LEFT-IN-QUEUE" "book/src/step04.md#loop"
        "There were tasks in the run queue, and nobody polled them: to be in the queue is to be owed a poll."

    NOT_QUEUED "E-NOT-QUEUED" "book/src/step04.md#idea"
        "To wake a task is to put it in the run queue: nothing else will bring it there."

    POLL_IN_WAKE "E-POLL-IN-WAKE" "book/src/step04.md#task-waker"
        "A waker doesn't poll: it may be called anywhere, even inside a poll. It puts the task in the queue, and the loop polls."

    POLLED_UNWOKEN "E-POLLED-UNWOKEN" "book/src/step04.md#idea"
        "A task that waits is in no queue: until it is woken, nobody polls it."

    ORDERING "E-ORDERING" "book/src/step04.md#ordering"
        "What one thread wrote, another is sure to see only if it reads, with Acquire, what the first then wrote with Release: a store reads nothing."

    TURN_GROWS "E-TURN-GROWS" "book/src/step04.md#loop"
        "A turn is what was in the queue when it began: what comes meanwhile waits for the next one."

    UNBALANCED "E-UNBALANCED" "book/src/step05.md#placement"
        "A task stays where it was put, so look at what each loop has to do now: how much, and not how many."

    COUNTED_LATE "E-COUNTED-LATE" "book/src/step05.md#placement"
        "Between the spawn and the first poll there is time for many more spawns: count a task when it is given away, not when it begins."

    LOAD_KEPT "E-LOAD-KEPT" "book/src/step05.md#placement"
        "The task is over and its work still counts: what was added when it came has to be taken off when it goes."

    NO_GUARD "E-NO-GUARD" "book/src/step05.md#placement"
        "A task can also end by a panic, or be aborted before it has begun: what has to happen at every end belongs into the `drop` of something that the future holds."

    NOT_SEND "E-NOT-SEND" "book/src/step05.md#send"
        "What goes to another thread, or is shared with one, holds only what may: no `Rc`, no `RefCell` that others see, no lock guard kept across an `await`."

    ONE_JOINER "E-ONE-JOINER" "book/src/step04.md#join-handle"
        "Each join handle gets the result: keep it, and hand out clones."

    ONE_WAKER "E-ONE-WAKER" "book/src/step02.md#which-waker"
        "Several wait here, each with a waker of its own: one place for all of them forgets all but the last."

    WAKE_TOO_EARLY "E-WAKE-TOO-EARLY" "book/src/step02.md#idea"
        "Whoever is woken may ask at once: first change the answer, then wake."

    BACK_PRESSURE "E-BACK-PRESSURE" "book/src/step05.md#channels"
        "The capacity is a promise on both sides: up to it, a value goes in at once, and beyond it, who sends has to wait."

    BLOCKS_LOOP "E-BLOCKS-LOOP" "book/src/step05.md#seed"
        "The whole thread waited, and with it every task of its loop: say `Pending`, or give the call to another thread."

    LOST_PLACE "E-LOST-PLACE" "book/src/step05.md#channels"
        "One task was woken for a free place, and was dropped before it took it: it has to pass the place on, or the others sleep for ever."

    PANIC_LOST "E-PANIC-LOST" "book/src/step04.md#join-handle"
        "A panic ends its task, so it is the result of the task: whoever joins it has to hear of it."

    PANIC_TEXT "E-PANIC-TEXT" "book/src/step04.md#join-handle"
        "`panic!` throws a `&str` when its text is plain, and a `String` when there are values in it: look for both, inside the box."

    PANIC_PAYLOAD "E-PANIC-PAYLOAD" "book/src/step04.md#join-handle"
        "A panic throws a value of any type, and a text is only the most common: keep the value itself."

    POLL_AFTER_PANIC "E-POLL-AFTER-PANIC" "book/src/step04.md#join-handle"
        "A future that has panicked is left half changed: never poll it again, only drop it."

    DROP_PANICS "E-DROP-PANICS" "book/src/step04.md#foreign"
        "A destructor is foreign code as well, and may panic: run it where a panic is caught."

    LOCK_ACROSS_JOB "E-LOCK-ACROSS-JOB" "book/src/step05.md#pool"
        "The lock was held while a job ran: take the job out, open the lock, and run it then."

    ONE_AT_A_TIME "E-ONE-AT-A-TIME" "book/src/step05.md#pool"
        "A job waited for another one to end, although there was room for a thread more: the two may need each other."

    JOB_PANIC "E-JOB-PANIC" "book/src/step04.md#foreign"
        "A panic belongs to the work that panicked: whoever runs it goes on with the next."

    STILL_WAITS "E-STILL-WAITS" "book/src/step05.md#shutdown"
        "No work will come any more, and somebody still waits for some: to go away changes the answer too, so say so."

    TOO_MANY_THREADS "E-TOO-MANY-THREADS" "book/src/step05.md#pool"
        "More ran at the same time than was allowed: whoever finds all threads busy has to wait in a queue."

    LOST_JOB "E-LOST-JOB" "book/src/step05.md#pool"
        "The job came between the last look of a thread and its sleep, or its end: look and leave under one lock."

    LOST_WORK "E-LOST-WORK" "book/src/step05.md#shutdown"
        "What was taken in has to be done: close the door first, and then finish what is inside."

    ABORT_AT_ONCE "E-ABORT-AT-ONCE" "book/src/step04.md#join-handle"
        "Whoever aborts a task may be inside its very poll: only ask, and let the task drop its future in its next turn."

    ABORT_UNSEEN "E-ABORT-UNSEEN" "book/src/step04.md#join-handle"
        "A task that waits sees no request: abort has to wake it, and its next poll to look."

    ABORT_POLLS "E-ABORT-POLLS" "book/src/step04.md#join-handle"
        "An aborted future isn't polled any more: it is dropped where it waits."

    ABORT_TOO_LATE "E-ABORT-TOO-LATE" "book/src/step04.md#join-handle"
        "A task that is over keeps its result: an abort that comes after that changes nothing."

    OVER_TOO_EARLY "E-OVER-TOO-EARLY" "book/src/step04.md#join-handle"
        "Whoever joins a task takes it to be over, with all that it held: first drop the future, then tell."

    ABORT_ON_DROP "E-ABORT-ON-DROP" "book/src/step04.md#elsewhere"
        "To drop a plain handle detaches, and to drop this one aborts: as smol has it, and as a `JoinSet` does."

    EARLY_END "E-EARLY-END" "book/src/step05.md#shutdown"
        "It said that all was done, and something was still on its way: an empty queue says nothing of what was taken out of it."

    DOOR_OPEN "E-DOOR-OPEN" "book/src/step05.md#shutdown"
        "A shutdown has begun, and work was still taken in: close the door first, or the end never comes, or comes without that."

    CHILD_LEFT "E-CHILD-LEFT" "book/src/step04.md#left-out"
        "A scope isn't over while one of its children runs, or a child of these: wait until there is none."

    NOT_SIDE_BY_SIDE "E-NOT-SIDE-BY-SIDE" "book/src/step04.md#idea"
        "Each child is a task of its own, polled whenever it is woken: none waits for the one before it."

    SIBLINGS "E-SIBLINGS" "book/src/step04.md#left-out"
        "When one of a group fails, nobody wants what the others would give: cancel them."

    FAILURE_LATE "E-FAILURE-LATE" "book/src/step04.md#left-out"
        "Any of them may be the next to end or to fail: wait for all at once, not for one after the other."

    CANCEL_WAIT "E-CANCEL-WAIT" "book/src/step04.md#left-out"
        "To abort is to ask. Whoever promises that nobody is left joins those that were aborted, too."

    FIRST_ERROR "E-FIRST-ERROR" "book/src/step04.md#left-out"
        "The first failure is the cause, and the later ones may only follow from it: report the first."

    SCOPE_DROP "E-SCOPE-DROP" "book/src/step03.md#cancelling"
        "Whoever is dropped at an await runs no line after it: only destructors run, so let one cancel the children."

    FORCED_SEND "E-FORCED-SEND" "book/src/step05.md#send"
        "`unsafe impl Send` was promised for values of which it is not true: bound it, or let the compiler find out by itself."

    WRONG_LOOP "E-WRONG-LOOP" "book/src/step05.md#send"
        "It was made, or ran, on another loop than the one it was meant for: only what travels as a message gets there."

    RAW_WAKER_COUNT "E-RAW-WAKER-COUNT" "book/src/step02.md#raw-waker"
        "Each waker owns one reference: `clone` takes one more, `wake` and `drop` give theirs back, `wake_by_ref` neither."
}

table! {
    /// What the guards of the child process find. Each is proved by a test of this
    /// crate.
    GUARDS:

    HANG "E-HANG" ""
        "Something waits for what never comes: look for who should end the wait."

    PANIC "E-PANIC" ""
        "A panic ends what its thread was doing: the message and the place say where to look."

    ABORT "E-ABORT" ""
        "`abort` ends the whole process, and so does a panic while another one unwinds, such as in `drop`."

    STACK "E-STACK" ""
        "Each call that hasn't returned takes some of the stack: look for one that calls itself."

    CRASH "E-CRASH" ""
        "The system found an access to memory that isn't ours: look at what is `unsafe`."

    MEMORY "E-MEMORY" ""
        "Something grows with every turn of a loop and never shrinks."

    ENDLESS_OUTPUT "E-ENDLESS-OUTPUT" ""
        "A loop that prints has no end: look for what should stop it."

    EXIT "E-EXIT" ""
        "To end the process is the program's business: a part of it returns, or panics."
}

//! Runs a test for many seeds, on up to 8 cores. A failure prints its seed; `LATCH_SEED=…` runs only that seed.

use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

/// Runs `play` for `most` seeds, from 0 on; the environment variable named `count` overrides `most`. Returns how many seeds were run.
pub fn every(count: &str, most: u64, play: impl Fn(u64) + Sync) -> u64 {
    every_and(&[], count, most, play)
}

/// As `every`, but first runs the seeds that failed once.
pub fn every_and(regressions: &[u64], count: &str, most: u64, play: impl Fn(u64) + Sync) -> u64 {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    if let Some(seed) = number("LATCH_SEED") {
        play(seed);
        return 1;
    }
    let most = number(count).unwrap_or(most);
    let (next, failed) = (AtomicU64::new(0), Mutex::new(None));
    let work = || {
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let after = place.saturating_sub(regressions.len() as u64);
            if after >= most {
                return;
            }
            let seed = regressions.get(place as usize).copied().unwrap_or(after);
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| play(seed))) {
                eprintln!("failed with LATCH_SEED={seed}");
                next.store(u64::MAX / 2, Ordering::Relaxed);
                if let Ok(mut failed) = failed.lock() {
                    failed.get_or_insert(panic);
                }
            }
        }
    };
    let threads = thread::available_parallelism().map_or(1, |count| count.get().min(8));
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    if let Some(panic) = failed.into_inner().ok().flatten() {
        resume_unwind(panic);
    }
    most
}

//! Wrong tokens, counted by address: whoever guesses is answered later and later. The right token
//! is never delayed, so nobody can lock anybody out.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Wrong tokens of an address that are answered at once: a person mistypes.
const FREE: u32 = 5;
/// Delay of the first answer after those; it doubles with each.
const FIRST_DELAY: Duration = Duration::from_millis(125);
/// Longest delay.
const LONGEST_DELAY: Duration = Duration::from_secs(2);
/// An address that shows no wrong token for so long is forgotten.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(5 * 60);
/// Most addresses remembered; the one that was heard of longest ago makes place.
const MAX_ADDRESSES: usize = 1024;

/// Counts of wrong tokens, by address. Bounded.
#[derive(Default)]
pub(super) struct Attempts(Mutex<HashMap<IpAddr, Failures>>);

#[derive(Clone, Copy)]
struct Failures {
    count: u32,
    last: Instant,
}

/// A wrong token, and what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Failed {
    /// How many the address has shown.
    pub(super) count: u32,
    /// How long to wait before it is told.
    pub(super) delay: Duration,
}

impl Failed {
    /// True when this one is worth a line in the log: the first ones, then at each doubling, so
    /// that nobody fills a disk.
    pub(super) fn is_notable(self) -> bool {
        self.count <= FREE || self.count.is_power_of_two()
    }
}

impl Attempts {
    /// Counts a wrong token.
    pub(super) fn failed(&self, address: IpAddr, now: Instant) -> Failed {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let address = network(address);
        known.retain(|_, failures| now.saturating_duration_since(failures.last) < FORGOTTEN_AFTER);
        if known.len() >= MAX_ADDRESSES && !known.contains_key(&address) {
            let oldest = known.iter().min_by_key(|(_, failures)| failures.last).map(|(address, _)| *address);
            oldest.map(|oldest| known.remove(&oldest));
        }
        let failures = known.entry(address).or_insert(Failures { count: 0, last: now });
        failures.count = failures.count.saturating_add(1);
        failures.last = now;
        Failed { count: failures.count, delay: delay(failures.count) }
    }
}

fn delay(count: u32) -> Duration {
    match count.checked_sub(FREE + 1) {
        None => Duration::ZERO,
        Some(beyond) => FIRST_DELAY.saturating_mul(1 << beyond.min(10)).min(LONGEST_DELAY),
    }
}

/// An IPv6 host has a whole /64 to choose its addresses from.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64).into(),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guesses_are_answered_later_and_later_up_to_two_seconds() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        let of = |address: &str| attempts.failed(address.parse().unwrap(), now).delay.as_millis();
        let delays: Vec<_> = (0..12).map(|_| of("10.0.0.1")).collect();
        assert_eq!(delays, [0, 0, 0, 0, 0, 125, 250, 500, 1000, 2000, 2000, 2000]);
        assert_eq!(of("::ffff:10.0.0.1"), 2000, "the same address, as an IPv6 socket says it");
        assert_eq!(of("10.0.0.2"), 0, "another is not made to wait");
        let mut sixth = 0;
        for n in 1..=6 {
            sixth = of(&format!("2001:db8::{n}"));
        }
        assert_eq!(sixth, 125, "addresses of one IPv6 network count together");
        assert_eq!(delay(u32::MAX), LONGEST_DELAY);
    }

    #[test]
    fn what_is_remembered_has_an_end() {
        let (attempts, start) = (Attempts::default(), Instant::now());
        let at = |n: u32| start + Duration::from_millis(n.into());
        for n in 0..5000_u32 {
            attempts.failed(std::net::Ipv4Addr::from_bits(n).into(), at(n));
        }
        assert_eq!(attempts.0.lock().unwrap().len(), MAX_ADDRESSES);
        let newest = std::net::Ipv4Addr::from_bits(4999).into();
        assert_eq!(attempts.failed(newest, at(5000)).count, 2, "the newest are kept");
        assert_eq!(attempts.failed(newest, at(5000) + FORGOTTEN_AFTER).count, 1);
        assert_eq!(attempts.0.lock().unwrap().len(), 1);
    }

    #[test]
    fn a_flood_of_guesses_is_few_lines_of_log() {
        let notable = |count| Failed { count, delay: Duration::ZERO }.is_notable();
        assert_eq!((1..=1000).filter(|count| notable(*count)).count(), 5 + 7);
    }
}

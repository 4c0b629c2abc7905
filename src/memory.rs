//! How the allocator gives memory back to the system.
//!
//! Guarantee: what is free goes back at once, in pages of the system's own size (docs/adr/0011). Who sets `MIMALLOC_…` in the
//! environment decides otherwise.
//! Non-goal: how much is used; that is everybody's own business.

use libmimalloc_sys::{mi_option_set_default, mi_option_t};

/// `mi_option_purge_delay` of mimalloc 3, which the crate does not name.
const PURGE_DELAY: mi_option_t = 15;

/// To be called before anything is done.
#[expect(unsafe_code, reason = "the allocator's options are set by a function of C")]
pub(crate) fn give_back() {
    if std::env::var_os("MIMALLOC_ALLOW_THP").is_none() {
        // It can only fail on a system that has no huge pages, and then there is nothing to do.
        let _ = nix::sys::prctl::set_thp_disable(true);
    }
    // SAFETY: it takes two numbers; one that is no option is refused.
    unsafe { mi_option_set_default(PURGE_DELAY, 0) };
}

#[cfg(test)]
mod tests {
    use libmimalloc_sys::mi_option_get;

    use super::*;

    #[test]
    #[expect(unsafe_code, reason = "as above")]
    fn the_option_is_the_delay_after_which_memory_is_given_back() {
        // SAFETY: as above.
        let before = unsafe { mi_option_get(PURGE_DELAY) };
        assert_eq!(
            before, 1_000,
            "mimalloc counts its options otherwise: look for mi_option_purge_delay in mimalloc.h"
        );
        give_back();
        // SAFETY: as above.
        assert_eq!(unsafe { mi_option_get(PURGE_DELAY) }, 0);
    }
}

//! Pictures against any bytes: what is taken fits a screen, is one again, and stays as it is when it is taken once more; nothing
//! takes more memory than the decoder's limits. `seeds/picture` holds one of each format.
#![no_main]

use libfuzzer_sys::fuzz_target;
use majakka_app::screenshot::{inspect, reencode};

fuzz_target!(|upload: &[u8]| {
    let Ok(header) = inspect(upload) else { return };
    // Large ones cost seconds each, and say nothing that small ones do not.
    if header.pixels() > 1 << 20 {
        return;
    }
    let Ok(clean) = reencode(upload) else { return };
    assert!(u64::from(clean.width) * u64::from(clean.height) <= header.pixels(), "it does not grow");
    let again = inspect(&clean.bytes).expect("what we made is a picture");
    assert_eq!((again.width, again.height), (clean.width, clean.height));
});

//! A certificate authority for one test, and a server certificate under it.

use std::path::Path;
use std::process::Command;

use crate::process;

/// Writes `ca.pem`, `server.pem` and `server.key` into `folder`; `names` as in a subjectAltName (`DNS:localhost`).
///
/// Valid for two days, elliptic-curve keys because they are made in no time.
pub fn write(folder: &Path, names: &[&str]) {
    let authority = "-x509 -days 2 -subj /CN=Test-CA -keyout ca.key -out ca.pem \
                     -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign";
    let server = format!(
        "-x509 -days 2 -subj /CN=localhost -keyout server.key -out server.pem -CA ca.pem -CAkey ca.key \
         -addext basicConstraints=critical,CA:FALSE -addext subjectAltName={} -addext extendedKeyUsage=serverAuth",
        names.join(",")
    );
    for request in [authority, &server] {
        let mut openssl = Command::new("openssl");
        openssl.current_dir(folder).args("req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes".split(' '));
        process::run(openssl.args(request.split_whitespace()));
    }
}

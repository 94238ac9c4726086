//! TLS.

use std::{fs, net::TcpStream, path::PathBuf};

use tempfile::TempDir;
use tokio_rustls::rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    crypto::ring::default_provider,
    pki_types::{CertificateDer, pem::PemObject as _},
};

use super::*;

/// A certificate for localhost and its key, as files.
fn files(directory: &TempDir) -> PushTls {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let tls = PushTls {
        certificate: directory.path().join("certificate.pem"),
        key: directory.path().join("key.pem"),
    };
    fs::write(&tls.certificate, made.cert.pem()).unwrap();
    fs::write(&tls.key, made.signing_key.serialize_pem()).unwrap();
    tls
}

fn encrypted(world: &World, certificate: &PushTls) -> StreamOwned<ClientConnection, TcpStream> {
    let mut roots = RootCertStore::empty();
    let trusted = CertificateDer::from_pem_file(&certificate.certificate).unwrap();
    roots.add(trusted).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = "localhost".try_into().unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    StreamOwned::new(connection, client::tcp(world.address))
}

#[test]
fn deliveries_are_taken_over_tls_and_in_the_clear_nobody_is_answered() {
    let directory = TempDir::new().unwrap();
    let tls = files(&directory);
    let limits = PushLimits {
        header_timeout: Duration::from_secs(2),
        connections: 2,
        ..PushLimits::default()
    };
    let world = World::with(limits, Some(tls.clone()), take);
    // A client that never begins its handshake holds up nobody.
    let mut silent = world.client();
    let mut client = Client::over(encrypted(&world, &tls));
    let authorization = format!("Bearer {TOKEN}");
    let headers = [("authorization", authorization.as_str())];
    for body in [b"one".to_vec(), vec![b'x'; 1 << 20]] {
        let reply = client.post("/v1/deliveries/desk", &headers, &body);
        assert_eq!(reply.status, 202);
    }
    assert!(silent.reply().is_err());
    let mut clear = world.client();
    let sent = clear.send_head("POST", "/v1/deliveries/desk", &headers);
    assert!(sent.is_err() || clear.reply().is_err());
}

#[test]
fn a_certificate_that_cannot_be_used_is_told_with_its_file() {
    let directory = TempDir::new().unwrap();
    let (good, other) = (files(&directory), TempDir::new().unwrap());
    let none = directory.path().join("none.pem");
    let of = |certificate: &PathBuf, key: &PathBuf| PushTls {
        certificate: certificate.clone(),
        key: key.clone(),
    };
    for (tls, expected) in [
        (of(&none, &good.key), "certificate"),
        (of(&good.certificate, &none), "key"),
        // A key is no certificate, and a certificate no key.
        (of(&good.key, &good.key), "certificate"),
        (of(&good.certificate, &good.certificate), "key"),
        (of(&good.certificate, &files(&other).key), "certificate"),
    ] {
        let told = tls::acceptor(&tls).err().unwrap();
        assert!(
            told.starts_with(&format!("the {expected} ")) || told.contains("is this certificate's"),
            "{told}"
        );
        assert!(told.contains(".pem"), "{told}");
    }
}

//! TLS out of a certificate and its key, in PEM.

use std::{path::Path, sync::Arc};

use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring::default_provider,
        pki_types::{
            CertificateDer, PrivateKeyDer,
            pem::{Error, PemObject as _},
        },
    },
};

use crate::source::PushTls;

/// What makes connections encrypted, or what is wrong with the files, why and what to do.
pub(super) fn acceptor(files: &PushTls) -> Result<TlsAcceptor, String> {
    let certificates = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unreadable("certificate", &files.certificate, &error))?;
    if certificates.is_empty() {
        return Err(unreadable(
            "certificate",
            &files.certificate,
            &Error::NoItemsFound,
        ));
    }
    let key = PrivateKeyDer::from_pem_file(&files.key)
        .map_err(|error| unreadable("key", &files.key, &error))?;
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| {
            builder
                .with_no_client_auth()
                .with_single_cert(certificates, key)
        });
    let mut config = config.map_err(|error| {
        format!(
            "certificate {} and key {} cannot be used: {error}; check that the key is this certificate's",
            files.certificate.display(),
            files.key.display()
        )
    })?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn unreadable(what: &str, path: &Path, error: &Error) -> String {
    format!(
        "the {what} {} cannot be used: {error}; it has to be a file in PEM that this process can read",
        path.display()
    )
}

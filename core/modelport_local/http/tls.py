"""TLS on loopback, for gsutil, which speaks nothing else: a certificate of the home's own, made once."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from ..home import Home, write_private

VALIDITY = timedelta(days=30 * 365)
_NAMES = ("localhost",)
_ADDRESSES = ("127.0.0.1", "::1")


def tls_context(home: Home) -> ssl.SSLContext:
    """A server's context with the home's certificate, which is made where it is missing or broken; raises OSError."""
    try:
        return _loaded(home.certificate, home.certificate_key)
    except (FileNotFoundError, ssl.SSLError):
        certificate, key = _made()
        write_private(home.certificate_key, key)
        write_private(home.certificate, certificate)
        return _loaded(home.certificate, home.certificate_key)


def _loaded(certificate: Path, key: Path) -> ssl.SSLContext:
    """Raises FileNotFoundError, and SSLError (an OSError) where the two do not belong together."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate, key)
    key.chmod(0o600)
    return context


def _made() -> tuple[str, str]:
    """A certificate and its key in PEM: good for loopback addresses only, and for signing no other certificate."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Modelport embedded platform")])
    hosts = [*map(x509.DNSName, _NAMES), *(x509.IPAddress(ip_address(text)) for text in _ADDRESSES)]
    yesterday = datetime.now(UTC) - timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(yesterday)
        .not_valid_after(yesterday + VALIDITY)
        .add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return certificate.public_bytes(serialization.Encoding.PEM).decode(), secret.decode()
